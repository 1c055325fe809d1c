using System.Text;

namespace ZkAccel.Cli;

/// <summary>A small picture in half blocks, two pixels a character, so that a digit is recognised in any terminal.</summary>
internal static class Picture
{
    private const int MaxSide = 64;

    /// <summary>Lines of text for a tensor that looks like a picture ([1, C, H, W], or a square [1, H·W]); null for any other.</summary>
    public static string[]? Render(ReadOnlySpan<float> values, ReadOnlySpan<int> dims)
    {
        if (!TryShape(dims, values.Length, out int channels, out int height, out int width)) return null;
        var grey = new float[height * width];
        float low = float.MaxValue, high = float.MinValue;
        for (int i = 0; i < grey.Length; i++)
        {
            for (int c = 0; c < channels; c++) grey[i] = Math.Max(c == 0 ? float.MinValue : grey[i], values[(c * grey.Length) + i]);
            low = Math.Min(low, grey[i]);
            high = Math.Max(high, grey[i]);
        }

        if (!(high > low)) return null;
        float threshold = low + (0.4f * (high - low));
        var lines = new string[(height + 1) / 2];
        var line = new StringBuilder();
        for (int y = 0; y < height; y += 2)
        {
            line.Clear();
            for (int x = 0; x < width; x++)
            {
                bool top = grey[(y * width) + x] > threshold;
                bool bottom = y + 1 < height && grey[((y + 1) * width) + x] > threshold;
                line.Append((top, bottom) switch { (true, true) => '█', (true, false) => '▀', (false, true) => '▄', _ => ' ' });
            }

            lines[y / 2] = line.ToString();
        }

        return lines;
    }

    private static bool TryShape(ReadOnlySpan<int> dims, int count, out int channels, out int height, out int width)
    {
        (channels, height, width) = (1, 0, 0);
        if (dims.Length == 4) (channels, height, width) = (dims[1], dims[2], dims[3]);
        else if (dims.Length == 3) (height, width) = (dims[1], dims[2]);
        else if (dims.Length == 2) height = width = (int)Math.Sqrt(dims[1]);
        return channels is 1 or 3 && height is >= 8 and <= MaxSide && width is >= 8 and <= MaxSide && channels * height * width == count;
    }
}
