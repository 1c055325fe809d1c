using System.Buffers.Binary;
using System.Text;

namespace ZkAccel.Zkml.Integer;

public static partial class IntegerModelFile
{
    /// <summary>Reads the content; every length is checked against what is left before anything is allocated.</summary>
    private ref struct Reader(ReadOnlySpan<byte> content)
    {
        private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

        private ReadOnlySpan<byte> rest = content;

        public IntegerModel Model()
        {
            var b = new IntegerModelBuilder(Text(), Int(), Int(), Int());
            for (int i = 0, n = Length(1); i < n; i++)
            {
                var (name, bits, clamps) = (Text(), Int(), Flag());
                int[] source = Ints(), permutation = Ints(), dims = Ints();
                double[] scales = Doubles(), offsets = Doubles();
                b.Input(new InputQuantisation(name, source, permutation, dims, scales, offsets, Longs(), Longs(), bits, clamps), Double());
            }

            for (int i = 0, n = Length(1); i < n; i++)
            {
                var (name, dims) = (Text(), Ints());
                var data = new int[Length(sizeof(short))];
                foreach (ref var v in data.AsSpan()) v = BinaryPrimitives.ReadInt16LittleEndian(Take(sizeof(short)));
                b.Weights(name, dims, data);
            }

            for (int i = 0, n = Length(1); i < n; i++)
            {
                var name = Text();
                b.Bias(name, Array.ConvertAll(Ints(), v => (long)v));
            }

            for (int i = 0, n = Length(1); i < n; i++)
            {
                var (name, first, outputs) = (Text(), Int(), Ints());
                var table = b.Table(name, x => (uint)(x - (long)first) < (uint)outputs.Length
                    ? outputs[x - first]
                    : throw new IntegerModelException(IntegerModelError.TableDomain, $"table '{name}' has no entry for {x}"));
                if (table != i) throw new IntegerModelException(IntegerModelError.Format, $"two tables are named '{name}'");
            }

            for (int i = 0, n = Length(1); i < n; i++)
            {
                var kind = Take(1)[0];
                if (kind >= Kinds.Length) throw new IntegerModelException(IntegerModelError.Format, $"node of unknown kind {kind}");
                var (name, value, scales) = (Text(), Text(), Doubles());
                b.Add(Kinds[kind].Read(ref this, name), value, scales);
            }

            var model = b.Build(Ints());
            return rest.IsEmpty ? model : throw new IntegerModelException(IntegerModelError.Format, $"{rest.Length} bytes follow the model");
        }

        public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

        public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

        public int? Optional() => Int() is var v and not -1 ? v : null;

        public Window Window() => new(Int(), Int(), Int(), Int(), Int(), Int(), Int(), Int(), Int(), Int());

        public int[] Ints()
        {
            var list = new int[Length(sizeof(int))];
            foreach (ref var v in list.AsSpan()) v = Int();
            return list;
        }

        public long[] Longs()
        {
            var list = new long[Length(sizeof(long))];
            foreach (ref var v in list.AsSpan()) v = Long();
            return list;
        }

        /// <summary>A count of things that take at least the given bytes each.</summary>
        public int Length(int bytes)
        {
            var n = Int();
            return n >= 0 && (long)n * bytes <= rest.Length ? n : throw new IntegerModelException(IntegerModelError.TooLarge, $"length {n} exceeds what is left of the file");
        }

        private double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

        private bool Flag() => Take(1)[0] != 0;

        private double[] Doubles()
        {
            var list = new double[Length(sizeof(double))];
            foreach (ref var v in list.AsSpan()) v = Double();
            return list;
        }

        private string Text()
        {
            // The length as BinaryWriter writes it: seven bits a byte, low first.
            var n = 0;
            for (var shift = 0; ; shift += 7)
            {
                var part = Take(1)[0];
                if (shift > 21) throw new IntegerModelException(IntegerModelError.TooLarge, "a name is too long");
                n |= (part & 0x7f) << shift;
                if (part < 0x80) break;
            }

            try
            {
                return Utf8.GetString(Take(n));
            }
            catch (DecoderFallbackException)
            {
                throw new IntegerModelException(IntegerModelError.Format, "a name is not UTF-8");
            }
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            if (count > rest.Length) throw new IntegerModelException(IntegerModelError.TooLarge, $"the file ends {count - rest.Length} bytes too early");
            var head = rest[..count];
            rest = rest[count..];
            return head;
        }
    }
}
