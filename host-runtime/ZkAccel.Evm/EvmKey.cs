using System.Buffers.Binary;
using ZkAccel.Evm.Solidity;
using ZkAccel.Plonk;

namespace ZkAccel.Evm;

/// <summary>
/// A verifying key, with the model commitment where weights are committed, as data on chain: the code of a contract that no call can run. A caller of the verifier pins it by its
/// digest, and so pins circuit, setup and weights.
/// </summary>
public sealed class EvmKey
{
    /// <summary>The longest code of a contract (EIP-170).</summary>
    public const int MaxCode = 24_576;

    /// <summary>The most public tensors of a key on chain.</summary>
    public const int MaxTensors = VerifierMemory.MaxTensors;

    private readonly byte[] _code;
    private readonly byte[] _digest;

    /// <summary>Lays out a key.</summary>
    /// <param name="key">A key of a packed profile.</param>
    /// <param name="model">The commitment of the model; given exactly when the key's weights are committed. Whether its registration holds is for the caller to check.</param>
    /// <exception cref="ArgumentException">The profile is not packed, the model does not fit, or the key is too large.</exception>
    public EvmKey(VerifyingKey key, ModelCommitment? model = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        Profile = key.Profile;
        if (!Profile.Packed) throw new ArgumentException($"Profile {Profile} is not packed: a contract verifies packed profiles.", nameof(key));
        bool committed = Profile.Weights == WeightMode.Committed;
        if (committed != model is not null || (model is not null && (model.LogN != key.LogN || model.Lanes != Profile.Lanes || model.Packing != Profile.Packing)))
            throw new ArgumentException(committed ? "The key takes the commitment of a model of its shape." : "The key takes no model commitment.", nameof(model));
        if (key.PublicTensors.Count > MaxTensors) throw new ArgumentException($"The key has {key.PublicTensors.Count} public tensors; a contract takes {MaxTensors}.", nameof(key));
        _code = [0, .. key.Encode(), .. model?.Encode() ?? []];
        if (_code.Length > MaxCode) throw new ArgumentException($"The key takes {_code.Length} bytes; a contract holds {MaxCode}.", nameof(key));
        _digest = Keccak256.Hash(_code.AsSpan(1));
    }

    /// <summary>The profile, which says the contract that verifies.</summary>
    public Profile Profile { get; }

    /// <summary>Code of the data contract: a zero byte (STOP), the key, the model commitment.</summary>
    public ReadOnlySpan<byte> Code => _code;

    /// <summary>Keccak-256 of the code without its first byte: what a caller pins.</summary>
    public ReadOnlySpan<byte> Digest => _digest;

    /// <summary>What creates the data contract: returns all that follows these ten bytes. PUSH2 length, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN.</summary>
    public byte[] DeploymentCode()
    {
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)_code.Length);
        return [0x61, .. length, 0x80, 0x60, 10, 0x3d, 0x39, 0x3d, 0xf3, .. _code];
    }
}
