namespace ZkAccel.Evm.Solidity;

/// <summary>The contract around what a profile decides, which goes into the places in «».</summary>
internal static class Template
{
    public const string Text = """
        // SPDX-License-Identifier: Apache-2.0
        // Written by `zkaccel evm verifier` for profile «profile». The profile decides every line: one deployment serves all models of the profile.
        pragma solidity ^0.8.28;

        /// @title Verifier of ZkAccel proofs, profile «profile»
        /// @notice A proof says that a committed network gives the public values. What it is about is data: a contract whose code is 0x00, the
        /// verifying key and, for committed weights, the model commitment (formats.md). Callers pin it by the Keccak-256 digest of those bytes.
        contract ZkAccelVerifier {
            /// @notice A proof and what it is about; the fields are those of `verify`.
            struct Claim {
                address key;
                bytes32 digest;
                bytes32 context;
                bytes proof;
                int64[] values;
            }

            /// @notice A precompile failed though the proof's points are on the curve: for want of gas, or because [tau] of the key is no point. Says nothing about
            /// the proof. (Were that `false`, whoever pays for the call could choose that a true proof is refused.)
            error PrecompileFailed();

            /// @notice Whether keys of a setup with a known secret are accepted: for development only.
            bool public immutable allowsInsecure;

            // Memory. E_x is the evaluation of column x at zeta, E_x_NEXT at omega zeta; P_x the commitment of the pack that column x leads; C_x a challenge; K_x a
            // constant of the identity. Rounds are hashed where they lie. Nothing here follows Solidity's allocator, which is not used.
        «declarations»

            constructor(bool allowInsecure) {
                allowsInsecure = allowInsecure;
            }

            /// @notice Whether a proof holds. Reverts where a precompile lacks gas and where the call is not ABI-encoded, and on no proof or values.
            /// @param key The data contract of key and model.
            /// @param digest Keccak-256 of its data, which the caller trusts.
            /// @param context 32 bytes that tie the proof to a use.
            /// @param proof The proof, «proofBytes» bytes.
            /// @param values The elements of every public tensor, in the key's order.
            function verify(address key, bytes32 digest, bytes32 context, bytes calldata proof, int64[] calldata values)
                external
                view
                returns (bool)
            {
                return _reduce(key, digest, context, proof, values) && _pair(P_SHIFT, ACCUMULATOR);
            }

            /// @notice Whether all of several proofs hold, by one pairing. Their keys must share a setup. Each equation is weighted by a hash of all before it and of
            /// its own transcript, so that false ones cannot cancel.
            function verifyBatch(Claim[] calldata claims) external view returns (bool) {
                if (claims.length == 0) return false;
                for (uint256 i = 0; i < claims.length; ++i) {
                    Claim calldata claim = claims[i];
                    if (!_reduce(claim.key, claim.digest, claim.context, claim.proof, claim.values) || !_join(i == 0)) return false;
                }
                return _pair(TOTAL_LEFT, TOTAL_RIGHT);
            }

            /// @dev Everything but the pairing: then e(P_SHIFT, [tau]) = e(ACCUMULATOR, [1]) remains.
            function _reduce(address key, bytes32 digest, bytes32 context, bytes calldata proof, int64[] calldata values)
                private
                view
                returns (bool)
            {
                return proof.length == «proofBytes» && _statement(key, digest, context, values) && _absorb(proof) && _inputs() && _identity()
                    && _openings();
            }

            /// @dev Loads and checks the key, absorbs the statement. Public values stay in memory as field elements.
            function _statement(address key, bytes32 digest, bytes32 context, int64[] calldata values) private view returns (bool ok) {
                bool insecure = allowsInsecure;
                assembly {
                    // The loop is left early at the first fault.
                    for {} 1 {} {
                        let size := sub(extcodesize(key), 1)
                        if gt(size, 0x6000) { break }
                        extcodecopy(key, KEY, 1, size)
                        if iszero(eq(keccak256(KEY, size), digest)) { break }
                        if iszero(eq(shr(160, mload(KEY)), «keyHead»)) { break }
                        if gt(byte(24, mload(KEY)), insecure) { break }
                        let count := shr(240, mload(add(KEY, 313)))
                        if gt(count, «maxTensors») { break }
                        let end := add(KEY, size)

                        // The statement: state 0, label, version, digest of the key, commitments of the model, values, context.
                        let head := add(KEY, 315)
                        for { let i := count } i { i := sub(i, 1) } { head := add(add(head, 33), byte(0, mload(head))) }
                        mstore(POINTS, head)
                        let model := add(head, «fixedBytes»)
                        if iszero(eq(add(model, «modelBytes»), end)) { break }
                        if «modelBytes» {
                            if iszero(eq(shr(192, mload(model)), «modelHead»)) { break }
                            if iszero(eq(byte(8, mload(model)), add(byte(12, mload(KEY)), «modelPacking»))) { break }
                            if iszero(eq(byte(9, mload(model)), «lanes»)) { break }
                        }
                        mstore(end, 0)
                        mstore(add(end, 32), "absorb statementZkAccel/1")
                        mstore(add(end, 57), keccak256(KEY, sub(model, KEY)))
                        mcopy(add(end, 89), add(model, 10), «modelPoints»)
                        let target := add(end, «statementHead»)
                        mstore(VALUES, target)
                        let source := values.offset
                        let left := values.length
                        head := add(KEY, 315)
                        for { let i := count } i { i := sub(i, 1) } {
                            head := add(add(head, 1), byte(0, mload(head)))
                            let shape := mload(head)
                            let many := mul(shr(224, shape), mul(and(shr(192, shape), 0xffffffff), and(shr(160, shape), 0xffffffff)))
                            // Lengths are compared, not addresses: offsets within a batch are the caller's, and may wrap.
                            if gt(many, left) {
                                left := not(0)
                                break
                            }
                            left := sub(left, many)
                            let least := signextend(7, shr(64, shape))
                            let most := signextend(7, shape)
                            for { let close := add(source, shl(5, many)) } iszero(eq(source, close)) { source := add(source, 32) } {
                                let value := calldataload(source)
                                if or(slt(value, least), sgt(value, most)) {
                                    left := not(0)
                                    break
                                }
                                mstore(target, add(value, mul(slt(value, 0), 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001)))
                                target := add(target, 32)
                            }
                            if iszero(not(left)) { break }
                            head := add(head, 32)
                        }
                        if left { break }
                        mstore(target, context)
                        mstore(STATE, keccak256(end, add(32, sub(target, end))))
                        ok := 1
                        break
                    }
                }
            }

            /// @dev Absorbs the rounds and draws the challenges; whether every evaluation is below the order.
            function _absorb(bytes calldata proof) private pure returns (bool ok) {
                assembly {
                    function draw(state, label, length) -> challenge {
                        mstore(0x00, state)
                        mstore(0x20, label)
                        challenge := mod(keccak256(0x00, add(32, length)), 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001)
                    }
                    let state := mload(STATE)
        «rounds»
                    mstore(STATE, state)
                    let largest := 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000000
                    let bad := 0
        «scalars»
                    ok := iszero(bad)
                }
            }

            /// @dev Z, L_0 and the public inputs at zeta: L_i(zeta) = omega^i Z(zeta) / (n (zeta - omega^i)). One inversion serves them and the slope of packs
            /// in both points.
            function _inputs() private view returns (bool ok) {
                assembly {
        «power»
                    // sum_o r^o sum_y rho^(pitch y) sum_x rho^x v, by Horner from the end of the values.
                    function digest(shape, end) -> sum {
                        let order := 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001
                        let rho := mload(C_RHO)
                        let step := 0
                        if gt(and(shr(192, shape), 0xffffffff), 1) { step := power(rho, and(shr(128, shape), 0xffffffff)) }
                        for { let o := shr(224, shape) } o { o := sub(o, 1) } {
                            let plane := 0
                            for { let y := and(shr(192, shape), 0xffffffff) } y { y := sub(y, 1) } {
                                let line := 0
                                for { let start := sub(end, shl(5, and(shr(160, shape), 0xffffffff))) } gt(end, start) {} {
                                    end := sub(end, 32)
                                    line := addmod(mulmod(line, rho, order), mload(end), order)
                                }
                                plane := addmod(mulmod(plane, step, order), line, order)
                            }
                            sum := addmod(mulmod(sum, mload(C_R), order), plane, order)
                        }
                    }
                    let order := 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001
                    mstore(INPUTS, 1)
                    mstore(add(INPUTS, 0x20), mload(C_RHO))
                    mstore(add(INPUTS, 0x40), mload(C_R))
                    mstore(add(INPUTS, 0x60), mload(C_TAU_C))
                    let count := shr(240, mload(add(KEY, 313)))
                    let head := add(KEY, 315)
                    let values := mload(VALUES)
                    for { let i := 0 } lt(i, count) { i := add(i, 1) } {
                        head := add(add(head, 1), byte(0, mload(head)))
                        let shape := mload(head)
                        values := add(values, shl(5, mul(shr(224, shape), mul(and(shr(192, shape), 0xffffffff), and(shr(160, shape), 0xffffffff)))))
                        mstore(add(INPUTS, shl(5, add(i, «firstTensor»))), digest(shape, values))
                        head := add(head, 32)
                    }
                    count := add(count, «firstTensor»)

                    let zeta := mload(C_ZETA)
                    let logN := byte(12, mload(KEY))
                    // A root of order 2^16 where the rows are no more, else of 2^28.
                    let omega := «root»
                    let log := logN
                    if lt(logN, 17) {
                        omega := «root16»
                        log := add(logN, 12)
                    }
                    for {} lt(log, 28) { log := add(log, 1) } { omega := mulmod(omega, omega, order) }
                    mstore(OMEGA, omega)
                    let zetaN := zeta
                    for { let i := logN } i { i := sub(i, 1) } { zetaN := mulmod(zetaN, zetaN, order) }
                    mstore(ZETA_N, zetaN)
                    let vanishing := addmod(zetaN, sub(order, 1), order)
                    mstore(VANISHING, vanishing)

                    // Denominators: omega zeta - zeta, then n (zeta - omega^i); their prefix products.
                    mstore(DENOMINATORS, mulmod(zeta, sub(omega, 1), order))
                    let root := 1
                    for { let i := 0 } lt(i, count) { i := add(i, 1) } {
                        mstore(add(add(DENOMINATORS, 32), shl(5, i)), mulmod(shl(logN, 1), addmod(zeta, sub(order, root), order), order))
                        root := mulmod(root, omega, order)
                    }
                    let product := 1
                    for { let i := 0 } iszero(gt(i, count)) { i := add(i, 1) } {
                        mstore(add(PREFIXES, shl(5, i)), product)
                        product := mulmod(product, mload(add(DENOMINATORS, shl(5, i))), order)
                    }
                    mstore(EXPONENTIATION, 32)
                    mstore(add(EXPONENTIATION, 0x20), 32)
                    mstore(add(EXPONENTIATION, 0x40), 32)
                    mstore(add(EXPONENTIATION, 0x60), product)
                    mstore(add(EXPONENTIATION, 0x80), sub(order, 2))
                    mstore(add(EXPONENTIATION, 0xa0), order)
                    ok := iszero(or(iszero(product), iszero(vanishing)))
                    pop(staticcall(gas(), 5, EXPONENTIATION, 0xc0, EXPONENTIATION, 0x20))
                    let inverse := mload(EXPONENTIATION)
                    if and(ok, iszero(eq(mulmod(inverse, product, order), 1))) { «fail» }
                    let sum := 0
                    for { let i := count } i { i := sub(i, 1) } {
                        let one := mulmod(inverse, mload(add(PREFIXES, shl(5, i))), order)
                        inverse := mulmod(inverse, mload(add(DENOMINATORS, shl(5, i))), order)
                        // Horner by omega: the i-th root enters as often as it is multiplied on below.
                        sum := addmod(mulmod(sum, omega, order), mulmod(one, mload(add(INPUTS, shl(5, sub(i, 1)))), order), order)
                        if eq(i, 1) { mstore(E_FIRST, mulmod(one, vanishing, order)) }
                    }
                    mstore(E_PUBLIC_INPUT, mulmod(sum, vanishing, order))
                    mstore(SLOPE, inverse)
                }
            }

            /// @dev Whether sum_j alpha^j C_j(zeta) = Z(zeta) t(zeta).
            function _identity() private pure returns (bool ok) {
                assembly {
        «power»
                    function element(integer) -> result {
                        result := add(integer, mul(slt(integer, 0), 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001))
                    }
                    function constraints() -> value {
                        let order := 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001
        «identity»
                    }
                    let order := 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001
                    let stride := power(mload(C_RHO), and(shr(128, mload(KEY)), 0xffff))
        «constants»
                    let sum
        «combined»
        «quotient»
                    ok := eq(constraints(), mulmod(sum, mload(VANISHING), order))
                }
            }

            /// @dev sum_p weight_p (P_p - r_p(u)) - Z_T(u) W + u W' into the accumulator.
            function _openings() private view returns (bool ok) {
                assembly {
                    function on_curve(point) -> yes {
                        let modulus := 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47
                        let x := mload(point)
                        let y := mload(add(point, 0x20))
                        yes := eq(mulmod(y, y, modulus), addmod(mulmod(x, mulmod(x, x, modulus), modulus), 3, modulus))
                        yes := and(or(yes, iszero(or(x, y))), and(lt(x, modulus), lt(y, modulus)))
                    }
                    // A point off the curve ends the call: false. A precompile that fails keeps all the gas that it was given, so it is not given all that there is.
                    function accumulate(point, scalar) {
                        mcopy(add(ACCUMULATOR, 0x40), point, 0x40)
                        mstore(add(ACCUMULATOR, 0x80), scalar)
                        let done := staticcall(30000, 7, add(ACCUMULATOR, 0x40), 0x60, add(ACCUMULATOR, 0x40), 0x40)
                        if iszero(and(staticcall(5000, 6, ACCUMULATOR, 0x80, ACCUMULATOR, 0x40), done)) {
                            if and(on_curve(point), on_curve(ACCUMULATOR)) { «fail» }
                            mstore(0x00, 0)
                            return(0x00, 0x20)
                        }
                    }
                    let order := 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001
                    let u := mload(C_U)
                    let fromZeta := u
                    for { let i := «packingDoublings» } i { i := sub(i, 1) } { fromZeta := mulmod(fromZeta, fromZeta, order) }
                    let fromOther := addmod(fromZeta, sub(order, mulmod(mload(C_ZETA), mload(OMEGA), order)), order)
                    fromZeta := addmod(fromZeta, sub(order, mload(C_ZETA)), order)
                    mstore(SLOPE, mulmod(mload(SLOPE), fromZeta, order))
                    let points := mload(POINTS)
                    let batch := 1
                    let value := 0
                    let weight
                    let sum
                    ok := 1
        «openings»

                    mstore(SUMMAND, 1)
                    mstore(add(SUMMAND, 0x20), 2)
                    accumulate(SUMMAND, sub(order, value))
                    accumulate(P_OPENING, sub(order, mulmod(fromZeta, fromOther, order)))
                    accumulate(P_SHIFT, u)
                }
            }

            /// @dev Adds the equation that `_reduce` left to the batch.
            function _join(bool first) private view returns (bool ok) {
                assembly {
                    function add_scaled(total, point, scalar) {
                        mcopy(SUMMAND, point, 0x40)
                        mstore(add(SUMMAND, 0x40), scalar)
                        let done := staticcall(gas(), 7, SUMMAND, 0x60, SUMMAND, 0x40)
                        mcopy(add(PAIRING, 0x40), SUMMAND, 0x40)
                        mcopy(PAIRING, total, 0x40)
                        if iszero(and(staticcall(gas(), 6, PAIRING, 0x80, total, 0x40), done)) { «fail» }
                    }
                    let setup := keccak256(add(KEY, 57), 256)
                    switch first
                    case 1 {
                        mstore(BATCH, mload(STATE))
                        mstore(add(BATCH, 0x20), setup)
                        mcopy(TOTAL_LEFT, P_SHIFT, 64)
                        mcopy(TOTAL_RIGHT, ACCUMULATOR, 64)
                        ok := 1
                    }
                    default {
                        mstore(0x00, mload(BATCH))
                        mstore(0x20, mload(STATE))
                        let seed := keccak256(0x00, 0x40)
                        mstore(BATCH, seed)
                        let weight := mod(seed, 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001)
                        ok := eq(setup, mload(add(BATCH, 0x20)))
                        add_scaled(TOTAL_LEFT, P_SHIFT, weight)
                        add_scaled(TOTAL_RIGHT, ACCUMULATOR, weight)
                    }
                }
            }

            /// @dev Whether e(left, [tau]) = e(right, [1]) for two points in memory.
            function _pair(uint256 left, uint256 right) private view returns (bool ok) {
                assembly {
                    mcopy(PAIRING, left, 0x40)
                    mcopy(add(PAIRING, 0x40), add(KEY, 185), 0x80)
                    let modulus := 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47
                    mstore(add(PAIRING, 0xc0), mload(right))
                    mstore(add(PAIRING, 0xe0), mod(sub(modulus, mload(add(right, 0x20))), modulus))
                    mcopy(add(PAIRING, 0x100), add(KEY, 57), 0x80)
                    // Where there is no such precompile, the call succeeds and says nothing.
                    if iszero(and(eq(returndatasize(), 0x20), staticcall(1000000, 8, PAIRING, 0x180, 0x00, 0x20))) { «fail» }
                    ok := mload(0x00)
                }
            }
        }

        """;

    /// <summary>base^exponent, as a function of an assembly block; blocks share none.</summary>
    public const string Power = """
                    function power(base, exponent) -> result {
                        let order := 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001
                        result := 1
                        for {} exponent { exponent := shr(1, exponent) } {
                            if and(exponent, 1) { result := mulmod(result, base, order) }
                            base := mulmod(base, base, order)
                        }
                    }
        """;
}
