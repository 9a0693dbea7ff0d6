namespace Loyalty;

/// <summary>Units drawn from one holder, or given back to it.</summary>
/// <param name="Owner">Key of the holder.</param>
/// <param name="Redemption">The holder's own redemption.</param>
/// <param name="Units">How many.</param>
internal readonly record struct DrawStep(long Owner, long Redemption, long Units)
{
    public static void Write(RecordWriter writer, IReadOnlyList<DrawStep> steps)
    {
        writer.Count(steps.Count);
        foreach (var step in steps)
        {
            writer.Count(step.Owner);
            writer.Count(step.Redemption);
            writer.Count(step.Units);
        }
    }

    public static DrawStep[] Read(ref RecordReader reader)
    {
        var steps = new DrawStep[reader.Length()];
        for (var i = 0; i < steps.Length; i++) steps[i] = new(reader.Count(), reader.Count(), reader.Count());
        return steps;
    }
}
