namespace Loyalty;

/// <summary>Where a redemption stands.</summary>
internal enum RedemptionState : byte
{
    /// <summary>Points were reserved; the account knows whether they still are.</summary>
    Held = 1,

    /// <summary>Points were spent.</summary>
    Redeemed = 2,

    /// <summary>The hold was let go.</summary>
    Released = 3,
}

/// <summary>A redemption, or the hold it began as.</summary>
internal sealed record Redemption
{
    /// <summary>Bit of the state's byte that says that the number of an alternate currency follows.</summary>
    private const byte OfOther = 0x80;

    /// <summary>Bit of it that says that steps follow.</summary>
    private const byte InSteps = 0x40;

    public static readonly Collection<Redemption> All = new("redemptions", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    public required long Id { get; init; }

    public required long Organisation { get; init; }

    /// <summary>Key of the account whose points it took: a member's in a program, or a group's.</summary>
    public required long Customer { get; init; }

    /// <summary>Number of the currency.</summary>
    public int Currency { get; init; } = ProgramSnapshot.MainCurrency;

    /// <summary>The member whose points it took.</summary>
    public CustomerId Member => new Owner(Customer).Customer;

    public ProgramScope Scope => ProgramScopes.Of(new Owner(Customer), Currency);

    public required RedemptionState State { get; init; }

    public required long Units { get; init; }

    /// <summary>The lots it drew on, in redemption order.</summary>
    public required IReadOnlyList<Draw> Draws { get; init; }

    /// <summary>
    /// Of one over all programs, the steps in which it drew; the units and draws here are those of the redeeming account alone, and each other
    /// account has a redemption of its own for its part. Else none.
    /// </summary>
    public IReadOnlyList<DrawStep> Steps { get; init; } = [];

    /// <summary>Units of all steps.</summary>
    public long Whole => Steps.Count == 0 ? Units : Steps.Sum(step => step.Units);

    /// <summary>The parts of one over all programs, each as it stands, in the order of their first step; else only itself.</summary>
    public IReadOnlyList<Redemption> Parts(UnitOfWork work) => Steps.Count == 0 ? [this] : [.. Steps.Select(step => step.Redemption).Distinct().Select(id => id == Id ? this : Find(work, id)!)];

    /// <summary>Units that have come back, by reversals and returns.</summary>
    public long CameBack { get; init; }

    /// <summary>The bill it is tied to, 0 for none.</summary>
    public long Bill { get; init; }

    /// <summary>Position of the entry that made it.</summary>
    public required long Position { get; init; }

    /// <summary>Position of the entry that captured or released the hold, 0 for none.</summary>
    public long EndedAt { get; init; }

    /// <summary>Number of the bill that it was made against, or null.</summary>
    public string? BillNumber { get; init; }

    /// <summary>What it was for, or null.</summary>
    public string? Purpose { get; init; }

    /// <summary>A redemption as it stands: that of a customer who was merged is the survivor's, of its lots (points R84).</summary>
    public static Redemption? Find(UnitOfWork work, long id)
    {
        if (id <= 0 || work.Find(All, id) is not { } redemption) return null;
        if (CustomerAlias.Of(work, redemption.Customer) is not { } alias) return redemption;
        return redemption with { Customer = alias.Survivor, Draws = [.. redemption.Draws.Select(draw => draw with { Lot = draw.Lot + alias.LotsFrom })] };
    }

    public long Left => State == RedemptionState.Redeemed ? Units - CameBack : 0;

    private void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Count(Organisation);
        writer.Count(Customer);
        writer.Byte((byte)((byte)State | (Currency == ProgramSnapshot.MainCurrency ? 0 : OfOther) | (Steps.Count == 0 ? 0 : InSteps)));
        if (Currency != ProgramSnapshot.MainCurrency) writer.Count(Currency);
        if (Steps.Count > 0) DrawStep.Write(writer, Steps);
        writer.Count(Units);
        writer.Count(Draws.Count);
        foreach (var draw in Draws)
        {
            writer.Count(draw.Lot);
            writer.Count(draw.Units);
        }
        writer.Count(CameBack);
        writer.Count(Bill);
        writer.Count(Position);
        writer.Count(EndedAt);
        writer.Text(Purpose);
        writer.Text(BillNumber);
    }

    private static Redemption Read(ref RecordReader reader)
    {
        var id = reader.Count();
        var organisation = reader.Count();
        var customer = reader.Count();
        var state = reader.Byte();
        var currency = (state & OfOther) == 0 ? ProgramSnapshot.MainCurrency : (int)reader.Count();
        var steps = (state & InSteps) == 0 ? [] : DrawStep.Read(ref reader);
        var units = reader.Count();
        var draws = new Draw[reader.Length()];
        for (var i = 0; i < draws.Length; i++) draws[i] = new(reader.Count(), reader.Count());
        return new Redemption
        {
            Id = id,
            Organisation = organisation,
            Customer = customer,
            State = (RedemptionState)(state & ~(OfOther | InSteps)),
            Steps = steps,
            Currency = currency,
            Units = units,
            Draws = draws,
            CameBack = reader.Count(),
            Bill = reader.Count(),
            Position = reader.Count(),
            EndedAt = reader.Count(),
            Purpose = reader.Text(),
            BillNumber = reader.Text(),
        };
    }
}
