using ZkAccel.Zkml.Graphs;

namespace ZkAccel.Zkml.Onnx;

/// <summary>
/// Walks a serialised model before it is parsed and counts its messages. An empty message takes two bytes in a file but some
/// hundred as an object, so a file within the size limit could still exhaust memory. Only nesting that can repeat is
/// followed; anything irregular is left for the parser to report.
/// </summary>
internal static class WireScan
{
    private const int MaxDepth = 100;

    private enum Message
    {
        None,
        Model,
        Graph,
        Node,
        Attribute,
        Tensor,
        ValueInfo,
        Type,
        TensorType,
        Shape,
        Leaf,
    }

    /// <summary>Refuses a model of more than <see cref="ImportLimits.Messages"/> messages.</summary>
    /// <exception cref="ModelException">There are more.</exception>
    public static void Check(ReadOnlySpan<byte> model)
    {
        var count = 0;
        Walk(model, Message.Model, 0, ref count);
    }

    private static void Walk(ReadOnlySpan<byte> bytes, Message message, int depth, ref int count)
    {
        if (++count > ImportLimits.Messages) throw new ModelException(ModelError.TooLarge, $"holds more messages than the size limit of {ImportLimits.Messages}");
        if (depth > MaxDepth || message == Message.Leaf) return;
        while (bytes.Length > 0)
        {
            if (!Varint(ref bytes, out var tag)) return;
            switch (tag & 7)
            {
                case 0:
                    if (!Varint(ref bytes, out _)) return;
                    break;
                case 1 when bytes.Length >= 8:
                    bytes = bytes[8..];
                    break;
                case 5 when bytes.Length >= 4:
                    bytes = bytes[4..];
                    break;
                case 2 when Varint(ref bytes, out var length) && length <= (ulong)bytes.Length:
                    var child = Child(message, tag >> 3);
                    if (child != Message.None) Walk(bytes[..(int)length], child, depth + 1, ref count);
                    bytes = bytes[(int)length..];
                    break;
                default:
                    return;
            }
        }
    }

    /// <summary>The message type of a field, by the numbers of onnx.proto.</summary>
    private static Message Child(Message message, ulong field) => (message, field) switch
    {
        (Message.Model, 7) => Message.Graph,
        (Message.Model, 8 or 25) => Message.Leaf,
        (Message.Graph, 1) => Message.Node,
        (Message.Graph, 5) => Message.Tensor,
        (Message.Graph, 11 or 12 or 13) => Message.ValueInfo,
        (Message.Graph, 15) => Message.Leaf,
        (Message.Node, 5) => Message.Attribute,
        (Message.Attribute, 5 or 10) => Message.Tensor,
        (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.Tensor, 13) => Message.Leaf,
        (Message.ValueInfo, 2) => Message.Type,
        (Message.Type, 1) => Message.TensorType,
        (Message.TensorType, 2) => Message.Shape,
        (Message.Shape, 1) => Message.Leaf,
        _ => Message.None,
    };

    private static bool Varint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var i = 0; i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] >= 0x80) continue;
            bytes = bytes[(i + 1)..];
            return true;
        }

        return false;
    }
}
