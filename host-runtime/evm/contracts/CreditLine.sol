// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @dev What a caller needs to know of the contract that `zkaccel evm verifier` writes.
interface IZkAccelVerifier {
    function verify(address key, bytes32 digest, bytes32 context, bytes calldata proof, int64[] calldata values)
        external
        view
        returns (bool);

    function allowsInsecure() external view returns (bool);
}

/// @title Unsecured loans to whom a committed model finds creditworthy
/// @notice A borrower shows by a zero-knowledge proof that the lender's model gives a default risk of at most `maxRisk`. The features stay private, and so do the
/// model's weights: the contract knows their commitment. A proof is bound to chain, contract, borrower and nonce, so it is of use to nobody else, and once.
/// @dev The proof says what the model makes of the features, not where these come from. Whoever holds the weights makes the proofs (a scoring office), and the lender
/// trusts that office for the features, but not for the model, the arithmetic, or the score.
contract CreditLine {
    /// @notice A loan that is not paid back; `owed` is 0 when there is none.
    struct Loan {
        uint128 owed;
        uint64 due;
    }

    event Drawn(address indexed borrower, uint256 indexed nonce, int64 risk, uint256 owed, uint256 due);
    event Repaid(address indexed borrower);

    error RiskTooHigh(int64 risk, int64 most);
    error NotProven();
    error LoanOpen();
    error NoLoan();
    error WrongAmount(uint256 owed);
    error PoolTooSmall();
    error OnlyLender();
    error TransferFailed();
    error NoVerifier();
    error InsecureVerifier();
    error OtherModel();

    /// @notice The verifier of the model's profile.
    IZkAccelVerifier public immutable verifier;
    /// @notice Data contract of verifying key and model commitment.
    address public immutable key;
    /// @notice Its digest, which the lender took from files that it checked: this names circuit, setup and weights.
    bytes32 public immutable model;
    /// @notice The highest risk that gets a loan, in the integers of the model's output (risk = integer * scale of the verifying key).
    int64 public immutable maxRisk;
    address public immutable lender;
    /// @notice What a loan pays out, and what it costs, in wei.
    uint128 public immutable amount;
    uint128 public immutable fee;
    /// @notice Seconds until a loan is due.
    uint64 public immutable term;

    /// @notice The nonce that a borrower's next proof must be bound to.
    mapping(address borrower => uint256) public nonces;
    mapping(address borrower => Loan) public loans;

    /// @param model_ The digest that `zkaccel evm vk` printed; what `key_` holds must have it.
    /// @param development_ Accepts a verifier that accepts keys of a setup with a known secret, under which anybody can prove any risk: for a pool of play money.
    constructor(
        IZkAccelVerifier verifier_,
        address key_,
        bytes32 model_,
        int64 maxRisk_,
        uint128 amount_,
        uint128 fee_,
        uint64 term_,
        bool development_
    ) payable {
        // A wrong address would show only when the first borrower is refused, and an insecure verifier when the pool is empty.
        (bool answered, bytes memory answer) = address(verifier_).staticcall(abi.encodeCall(IZkAccelVerifier.allowsInsecure, ()));
        if (!answered || answer.length != 32) revert NoVerifier();
        if (abi.decode(answer, (bool)) && !development_) revert InsecureVerifier();
        if (_digest(key_.code) != model_) revert OtherModel();
        (verifier, key, model, maxRisk) = (verifier_, key_, model_, maxRisk_);
        (lender, amount, fee, term) = (msg.sender, amount_, fee_, term_);
    }

    /// @notice Adds to the pool.
    receive() external payable {}

    /// @notice What the borrower's next proof must be bound to: `zkaccel prove --context`.
    function context(address borrower) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), borrower, nonces[borrower]));
    }

    /// @notice Pays out a loan to the caller for a proof of its risk.
    function draw(int64 risk, bytes calldata proof) external {
        if (risk > maxRisk) revert RiskTooHigh(risk, maxRisk);
        if (loans[msg.sender].owed != 0) revert LoanOpen();
        if (address(this).balance < amount) revert PoolTooSmall();
        int64[] memory values = new int64[](1);
        values[0] = risk;
        if (!verifier.verify(key, model, context(msg.sender), proof, values)) revert NotProven();

        // The proof is spent, and the loan on the books, before any money moves.
        uint256 nonce = nonces[msg.sender]++;
        Loan memory loan = Loan(amount + fee, uint64(block.timestamp) + term);
        loans[msg.sender] = loan;
        emit Drawn(msg.sender, nonce, risk, loan.owed, loan.due);
        _pay(msg.sender, amount);
    }

    /// @notice Makes proofs worthless that were made for the caller and not used.
    function revoke() external {
        ++nonces[msg.sender];
    }

    /// @notice Pays the caller's loan back.
    function repay() external payable {
        uint256 owed = loans[msg.sender].owed;
        if (owed == 0) revert NoLoan();
        if (msg.value != owed) revert WrongAmount(owed);
        delete loans[msg.sender];
        emit Repaid(msg.sender);
    }

    /// @notice Whether a loan is past its term.
    function overdue(address borrower) external view returns (bool) {
        return loans[borrower].owed != 0 && block.timestamp > loans[borrower].due;
    }

    /// @notice Takes from the pool what is not lent.
    function withdraw(uint256 value) external {
        if (msg.sender != lender) revert OnlyLender();
        _pay(lender, value);
    }

    /// @dev Of the code of a data contract: the hash of what follows its zero byte.
    function _digest(bytes memory code) private pure returns (bytes32 hash) {
        if (code.length == 0 || code[0] != 0) revert OtherModel();
        assembly ("memory-safe") {
            hash := keccak256(add(code, 33), sub(mload(code), 1))
        }
    }

    function _pay(address to, uint256 value) private {
        (bool paid,) = to.call{value: value}("");
        if (!paid) revert TransferFailed();
    }
}
