namespace Loyalty.Benchmarks;

/// <summary>What a slice of a pass did: purchases and seconds, bytes and purchases. The answer of a pass is the sum of one by the sum of the other.</summary>
internal readonly record struct Measured(double Amount, double Per)
{
    public static Measured operator +(Measured one, Measured other) => new(one.Amount + other.Amount, one.Per + other.Per);

    public double Answer => Amount / Per;
}

/// <summary>One side of a row.</summary>
internal abstract class Contestant(string name, string unit) : IDisposable
{
    public string Name => name;

    /// <summary>What a pass answers in: "/s", "B".</summary>
    public string Unit => unit;

    /// <summary>One slice says all, since a second would answer the same.</summary>
    public virtual bool Once => false;

    /// <summary>Sets up and warms up in an empty folder of its own. Not timed.</summary>
    public virtual void Prepare(string folder, PurchaseStream purchases) { }

    /// <summary>Verifies what the work left behind, before the first pass and after the last. Throws <see cref="CheckFailedException"/>.</summary>
    public virtual void Check() { }

    /// <summary>Works for some tenths of a second; a pass is several of these, in turn with the others.</summary>
    public abstract Measured Slice();

    /// <summary>Closes what <see cref="Prepare"/> opened.</summary>
    protected virtual void Close() { }

    public void Dispose() => Close();
}

/// <summary>A figure known beforehand.</summary>
internal sealed class Constant(string name, double value, string unit) : Contestant(name, unit)
{
    public override bool Once => true;

    public override Measured Slice() => new(value, 1);
}

/// <summary>A contestant did not do the work that it was timed for.</summary>
internal sealed class CheckFailedException(string message) : Exception(message);
