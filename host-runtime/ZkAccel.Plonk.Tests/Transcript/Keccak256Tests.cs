using System.Text;

namespace ZkAccel.Plonk.Tests;

public class Keccak256Tests
{
    // Ethereum's: the empty string, "abc", and the selector hash of transfer(address,uint256).
    [Theory]
    [InlineData("", "C5D2460186F7233C927E7DB2DCC703C0E500B653CA82273B7BFAD8045D85A470")]
    [InlineData("abc", "4E03657AEA45A94FC7D47BA826C8D667C0D1E6E33A64A036EC44F58FA12D6C45")]
    [InlineData("transfer(address,uint256)", "A9059CBB2AB09EB219583F4A59A5D0623ADE346D962BCD4E46B11DA047C9049B")]
    public void Hashes_known_vectors(string message, string digest) =>
        Assert.Equal(digest, Convert.ToHexString(Keccak256.Hash(Encoding.ASCII.GetBytes(message))));

    [Fact]
    public void Every_length_around_the_rate_hashes_differently()
    {
        var seen = new HashSet<string>();
        for (int length = 0; length <= 2 * 136 + 2; length++) Assert.True(seen.Add(Convert.ToHexString(Keccak256.Hash(new byte[length]))));
    }

    [Fact]
    public void A_digest_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() => Keccak256.Hash([], new byte[31]));
}
