// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ZkAccelVerifier} from "../contracts/ZkAccelVerifier.sol";

interface Vm {
    function readFileBinary(string calldata path) external view returns (bytes memory);
    function etch(address target, bytes calldata code) external;
    function assume(bool condition) external pure;
}

/// @dev Fuzzes the verifier around a true proof: `fixture/` holds the proof, the code of the data contract, and the values, 32 bytes each.
contract ZkAccelVerifierTest {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    address private constant KEY = address(0x2efa);

    ZkAccelVerifier private verifier;
    bytes private proof;
    int64[] private values;
    bytes32 private digest;

    function setUp() public {
        verifier = new ZkAccelVerifier(true);
        proof = VM.readFileBinary("fixture/proof.bin");
        bytes memory code = VM.readFileBinary("fixture/key.bin");
        VM.etch(KEY, code);
        bytes memory data = new bytes(code.length - 1);
        for (uint256 i = 0; i < data.length; ++i) data[i] = code[i + 1];
        digest = keccak256(data);
        bytes memory words = VM.readFileBinary("fixture/values.bin");
        for (uint256 i = 32; i <= words.length; i += 32) {
            int256 value;
            assembly {
                value := mload(add(words, i))
            }
            values.push(int64(value));
        }
    }

    function test_trueProof() public view {
        require(verify(proof, values, 0), "a true proof was refused");
    }

    function testFuzz_changedBytes(uint16 i, uint8 by, uint16 j, uint8 by2) public view {
        VM.assume(by != 0 && i % proof.length != j % proof.length);
        bytes memory changed = proof;
        changed[i % proof.length] ^= bytes1(by);
        changed[j % proof.length] ^= bytes1(by2);
        require(!verify(changed, values, 0), "a changed proof was accepted");
    }

    function testFuzz_anyProof(bytes memory any) public view {
        require(!verify(any, values, 0), "any bytes were accepted");
    }

    function testFuzz_anyProofOfTheRightLength(bytes32 seed) public view {
        bytes memory any = new bytes(proof.length);
        for (uint256 i = 32; i <= any.length; i += 32) {
            bytes32 word = keccak256(abi.encode(seed, i)) >> 3;
            assembly {
                mstore(add(any, i), word)
            }
        }
        require(!verify(any, values, 0), "random words were accepted");
    }

    function testFuzz_values(uint8 i, int64 value) public view {
        int64[] memory changed = values;
        i = uint8(i % changed.length);
        bool same = changed[i] == value;
        changed[i] = value;
        require(verify(proof, changed, 0) == same, "other values were accepted");
    }

    function testFuzz_context(bytes32 context) public view {
        require(verify(proof, values, context) == (context == 0), "another context was accepted");
    }

    /// @dev A true proof is accepted or the call reverts, whatever gas it has.
    function testFuzz_gas(uint24 gas_) public view {
        uint256 gas = gas_ % 500_000;
        (bool done, bytes memory result) =
            address(verifier).staticcall{gas: gas}(abi.encodeCall(verifier.verify, (KEY, digest, 0, proof, values)));
        require(!done || abi.decode(result, (bool)), "a true proof was refused for want of gas");
    }

    /// @dev A true call with one word changed: never accepted. Small steps and negative ones move offsets and lengths.
    function testFuzz_word(uint16 i, int256 by, uint8 kind) public view {
        refuseChanged(abi.encodeCall(verifier.verify, (KEY, digest, 0, proof, values)), i, by, kind);
    }

    function testFuzz_wordOfBatch(uint16 i, int256 by, uint8 kind) public view {
        ZkAccelVerifier.Claim[] memory claims = new ZkAccelVerifier.Claim[](2);
        claims[0] = ZkAccelVerifier.Claim(KEY, digest, 0, proof, values);
        claims[1] = claims[0];
        refuseChanged(abi.encodeCall(verifier.verifyBatch, (claims)), i, by, kind);
    }

    function refuseChanged(bytes memory data, uint16 i, int256 by, uint8 kind) private view {
        // A third of the words that are changed are among the first, which hold offsets and lengths.
        uint256 words = kind % 3 == 0 ? 12 : (data.length - 4) / 32;
        uint256 place = 36 + 32 * (i % words);
        if (kind & 4 != 0) by = 32 * (by % 200);
        uint256 word;
        assembly {
            word := mload(add(data, place))
        }
        unchecked {
            uint256 changed = word + uint256(by);
            VM.assume(changed != word);
            assembly {
                mstore(add(data, place), changed)
            }
        }
        (bool done, bytes memory result) = address(verifier).staticcall(data);
        require(!done || !abi.decode(result, (bool)), "a changed call was accepted");
    }

    function verify(bytes memory proof_, int64[] memory values_, bytes32 context) private view returns (bool) {
        return verifier.verify(KEY, digest, context, proof_, values_);
    }
}
