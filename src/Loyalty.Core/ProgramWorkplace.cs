namespace Loyalty;

/// <summary>
/// One program of an organisation: what a member has there. <see cref="Workplace.InProgram"/> gives it; what is on the workplace itself is of the
/// default program. An unknown code refuses each call with <c>program.unknown</c>, a member who is not enrolled there with
/// <c>customer.not_enrolled</c>. Cheap and immutable.
/// </summary>
public sealed class ProgramWorkplace
{
    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal ProgramWorkplace(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>Points: redeem, hold, reverse, transfer, adjust, balances and statements.</summary>
    public PointsOperations Points => field ??= new(_runner, _actor);

    /// <summary>Tiers: standings.</summary>
    public TierOperations Tiers => field ??= new(_runner, _actor);

    /// <summary>Trackers: what they hold of a member.</summary>
    public TrackerOperations Trackers => field ??= new(_runner, _actor);
}
