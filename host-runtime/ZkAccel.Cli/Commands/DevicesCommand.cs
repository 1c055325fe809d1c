using System.CommandLine;
using Spectre.Console;
using ZkAccel.Runtime;

namespace ZkAccel.Cli;

/// <summary><c>zkaccel devices</c>: what a proof can be computed on.</summary>
internal static class DevicesCommand
{
    public static Command Create()
    {
        Command command = new Command("devices", "List the devices that can compute a proof").Does((_, _, _) =>
        {
            var devices = new List<DeviceLine>();
            foreach (DeviceKind kind in Accelerators.Kinds)
            {
                foreach (string name in kind.Probe()) devices.Add(Describe(name, kind));
            }

            return new DevicesReport(devices);
        });
        return HelpWithExamples.Attach(command, "zkaccel devices", "zkaccel devices --json");
    }

    private static DeviceLine Describe(string name, DeviceKind kind)
    {
        try
        {
            using IAccelerator device = Accelerators.Open(name);
            return new DeviceLine(name, kind.Summary, true, device.Info.Threads, device.Info.MemoryBytes, device.Info.Notes, null);
        }
        catch (AcceleratorException e)
        {
            return new DeviceLine(name, kind.Summary, false, 0, 0, null, e.Message);
        }
    }

    private sealed record DeviceLine(string Name, string Summary, bool Available, int Threads, long MemoryBytes, string? Notes, string? Problem);

    private sealed record DevicesReport(IReadOnlyList<DeviceLine> Devices) : Report
    {
        public override void Print(IAnsiConsole console)
        {
            Table table = Tables.Create("device", ">threads", ">memory", "notes", "what it is");
            foreach (DeviceLine d in Devices)
            {
                string what = d.Problem is null ? Markup.Escape(d.Summary) : $"[red]{Markup.Escape(d.Problem)}[/]";
                table.AddRow(Markup.Escape(d.Name), d.Available ? $"{d.Threads}" : "", d.MemoryBytes > 0 ? Format.Bytes(d.MemoryBytes) : "", Markup.Escape(d.Notes ?? ""), what);
            }

            console.Write(table);
        }
    }
}
