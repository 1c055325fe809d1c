using System.Text;
using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>
/// The Fiat-Shamir state: absorbing sets s = Keccak(s ‖ "absorb " ‖ label ‖ data), a challenge is Keccak(s ‖ "draw " ‖ label) mod r and
/// leaves s. The first state is 32 zero bytes. Labels of one protocol are distinct and data have the length that the key implies, so
/// no two histories hash the same bytes. Bias of a challenge: at most 1.2 times uniform.
/// </summary>
internal sealed class Transcript
{
    private readonly byte[] _state = new byte[Keccak256.DigestLength];

    public ReadOnlySpan<byte> State => _state;

    public void Absorb(string label, ReadOnlySpan<byte> data) => Hash("absorb " + label, data, _state);

    public Fr Draw(string label)
    {
        Span<byte> digest = stackalloc byte[Keccak256.DigestLength];
        Hash("draw " + label, [], digest);
        return Fr.ReduceBytesBigEndian(digest);
    }

    private void Hash(string label, ReadOnlySpan<byte> data, Span<byte> digest)
    {
        var message = new byte[_state.Length + label.Length + data.Length];
        _state.CopyTo(message, 0);
        Encoding.ASCII.GetBytes(label, message.AsSpan(_state.Length));
        data.CopyTo(message.AsSpan(_state.Length + label.Length));
        Keccak256.Hash(message, digest);
    }
}
