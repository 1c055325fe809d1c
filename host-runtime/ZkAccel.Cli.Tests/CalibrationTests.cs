using System.Text.Json;
using Xunit;

namespace ZkAccel.Cli.Tests;

/// <summary>What calibration reports, and what is said of inputs outside the range it was made for.</summary>
public sealed class CalibrationTests : IDisposable
{
    private static readonly string Folder = Path.Combine(Tool.Models, "tiny-mlp");

    private readonly string _folder = Directory.CreateTempSubdirectory("zkaccel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("8", 0.005)]
    [InlineData("16", 0.001)]
    public void Accuracy_and_agreement_are_reported_on_all_samples_and_on_held_out_ones(string bits, double loss)
    {
        string[] calibrate = ["calibrate", "-M", Path.Combine(Folder, "model.onnx"), "-D", Path.Combine(Folder, "testset", "inputs.pb"), "--bits", bits, "-O", Path.Combine(_folder, "m.zkm"), "--json"];
        JsonElement report = Json([.. calibrate, "--labels", Path.Combine(Folder, "testset", "labels.pb")]);
        Assert.True(report.GetProperty("meetsTarget").GetBoolean());
        Assert.Equal(100, report.GetProperty("calibrationSamples").GetInt32());
        foreach ((string name, int samples) in new[] { ("evaluation", 500), ("heldOut", 400) })
        {
            JsonElement e = report.GetProperty(name);
            Assert.Equal(samples, e.GetProperty("samples").GetInt32());
            Assert.InRange(e.GetProperty("agreement").GetDouble(), 0.99, 1);
            Assert.InRange(e.GetProperty("floatAccuracy").GetDouble() - e.GetProperty("accuracy").GetDouble(), -1, loss + 1e-9);
        }

        JsonElement unlabelled = Json(calibrate).GetProperty("evaluation");
        Assert.False(unlabelled.TryGetProperty("accuracy", out _));
        Assert.True(unlabelled.GetProperty("maxError").GetDouble() > 0);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("check")]
    public void An_input_outside_the_calibrated_range_is_said_once_with_numbers(string verb)
    {
        string input = Path.Combine(Folder, "input.json"), model = Path.Combine(_folder, "m.zkm"), far = Path.Combine(_folder, "far.json");
        Assert.Equal(0, Tool.Run("calibrate", "-M", Path.Combine(Folder, "model.onnx"), "-D", input, "-O", model).Code);
        double[] values = [.. JsonDocument.Parse(File.ReadAllText(input)).RootElement.GetProperty("input_data")[0].EnumerateArray().Select(v => v.GetDouble())];
        (values[0], values[1]) = (-3, 5);
        File.WriteAllText(far, JsonSerializer.Serialize(new { input_data = new[] { values } }));

        Assert.Equal(0, Json(verb, "-M", model, "-D", input, "--json").GetProperty("clampedInputs").GetArrayLength());
        JsonElement clamped = Json(verb, "-M", model, "-D", far, "--json").GetProperty("clampedInputs")[0];
        Assert.Equal((64, 2), (clamped.GetProperty("elements").GetInt32(), clamped.GetProperty("clamped").GetInt32()));
        Assert.Equal((5, 4), (clamped.GetProperty("farthest").GetDouble(), Math.Round(clamped.GetProperty("excess").GetDouble(), 6)));
        (int code, _, string error) = Tool.Run(verb, "-M", model, "-D", far);
        Assert.Equal(0, code);
        Assert.Contains("2 of 64 values", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static JsonElement Json(params string[] arguments)
    {
        (int code, string output, string error) = Tool.Run(arguments);
        Assert.True(code == 0, error + output);
        return JsonDocument.Parse(output).RootElement.Clone();
    }
}
