namespace ZkAccel.Fuzz;

/// <summary>
/// A reader of untrusted bytes. The contract of all of them: the documented exception or a result, nothing else; no hang; memory
/// bounded by the limits of the format.
/// </summary>
internal interface IFuzzTarget
{
    /// <summary>Name on the command line.</summary>
    string Name { get; }

    /// <summary>Small valid inputs. The same in every run, save for proofs, which are blinded.</summary>
    IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Mutations tried in the everyday tests: fewer where one costs more.</summary>
    int EverydayRuns { get; }

    /// <summary>Reads the bytes and swallows the documented refusals; whatever comes out of it is a defect.</summary>
    /// <returns>Whether the bytes were accepted: seeds are, so that mutations start behind the first checks.</returns>
    bool Run(ReadOnlySpan<byte> bytes);
}
