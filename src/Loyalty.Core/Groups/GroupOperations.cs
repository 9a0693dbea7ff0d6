namespace Loyalty;

/// <summary>Groups of customers: families, fleets, companies. A customer is in one at most (customers R58).</summary>
public sealed class GroupOperations
{
    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal GroupOperations(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>
    /// Asks for goodwill for a group. Refused: as <see cref="PointsOperations.AskGoodwillAsync"/> for a member, and <c>group.unknown</c>.
    /// </summary>
    public ValueTask<Outcome<Goodwill>> AskGoodwillAsync(AskGroupGoodwill command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("groups.ask_goodwill", _actor, options, context => GroupPointsFlow.Ask(context, command), cancellation);
    }

    /// <summary>Approves or rejects goodwill for a group. Refused: as <see cref="PointsOperations.DecideGoodwillAsync"/> for a member, and <c>group.unknown</c>.</summary>
    public ValueTask<Outcome<Goodwill>> DecideGoodwillAsync(DecideGoodwill command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("groups.decide_goodwill", _actor, options, context => GroupPointsFlow.Decide(context, command), cancellation);
    }

    /// <summary>Makes a group without members. Refused: <c>value.invalid</c>, <c>place.unknown</c>, <c>group.external_id_taken</c>.</summary>
    public ValueTask<Outcome<GroupDetails>> MakeAsync(MakeGroup command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("groups.make", _actor, options, context => GroupFlow.Make(context, command), cancellation);
    }

    /// <summary>
    /// Changes what a group is called and how large it may be. Refused: <c>value.invalid</c>, <c>place.unknown</c>, <c>group.unknown</c>,
    /// <c>group.size_below_members</c>, <c>group.external_id_taken</c>.
    /// </summary>
    public ValueTask<Outcome<GroupDetails>> UpdateAsync(UpdateGroup command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("groups.update", _actor, options, context => GroupFlow.Update(context, command), cancellation);
    }

    /// <summary>
    /// Dissolves a group: all members leave in the same commit, and its external id is free. Refused: <c>place.unknown</c>,
    /// <c>group.unknown</c>, <c>group.holds_points</c>.
    /// </summary>
    public ValueTask<Outcome<GroupDetails>> DissolveAsync(GroupId group, CallOptions? options = null, CancellationToken cancellation = default) =>
        _runner.RunAsync("groups.dissolve", _actor, options, context => GroupFlow.Dissolve(context, group), cancellation);

    /// <summary>
    /// Lets a customer join a group. Refused: <c>place.unknown</c>, <c>group.unknown</c>, <c>customer.unknown</c>, <c>customer.not_enrolled</c>,
    /// <c>customer.restricted</c>, <c>group.in_another</c>, <c>group.has_primary</c>, <c>group.full</c>.
    /// </summary>
    public ValueTask<Outcome<GroupMembership>> JoinAsync(JoinGroup command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("groups.join", _actor, options, context => GroupMemberFlow.Join(context, command), cancellation);
    }

    /// <summary>Lets a member leave its group. Refused: <c>place.unknown</c>, <c>group.unknown</c>, <c>group.not_member</c>, <c>group.primary_stays</c>.</summary>
    public ValueTask<Outcome<GroupMembership>> LeaveAsync(GroupId group, CustomerId customer, CallOptions? options = null, CancellationToken cancellation = default) =>
        _runner.RunAsync("groups.leave", _actor, options, context => GroupMemberFlow.Leave(context, group, customer), cancellation);

    /// <summary>
    /// Moves a member to another group in one commit; its permission goes with it. Refused: <c>place.unknown</c>, <c>value.invalid</c>,
    /// <c>group.unknown</c>, <c>group.not_member</c>, <c>customer.unknown</c>, <c>customer.not_enrolled</c>, <c>customer.restricted</c>,
    /// <c>group.primary_stays</c>, <c>group.full</c>.
    /// </summary>
    public ValueTask<Outcome<GroupMembership>> MoveAsync(MoveGroupMember command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("groups.move", _actor, options, context => GroupMemberFlow.Move(context, command), cancellation);
    }

    /// <summary>Makes a member the primary one; the one before stays a member. Refused: <c>place.unknown</c>, <c>group.unknown</c>, <c>group.not_member</c>.</summary>
    public ValueTask<Outcome<GroupMembership>> SetPrimaryAsync(GroupId group, CustomerId customer, CallOptions? options = null, CancellationToken cancellation = default) =>
        _runner.RunAsync("groups.set_primary", _actor, options, context => GroupMemberFlow.Lead(context, group, customer), cancellation);

    /// <summary>Says what the group lets a member do. Refused: <c>place.unknown</c>, <c>group.unknown</c>, <c>group.not_member</c>.</summary>
    public ValueTask<Outcome<GroupMembership>> PermitAsync(PermitGroupMember command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("groups.permit", _actor, options, context => GroupMemberFlow.Permit(context, command), cancellation);
    }

    /// <summary>
    /// Gives a member's points to its group; their expiries go with them. Refused: <c>value.invalid</c>, <c>place.unknown</c>, <c>group.unknown</c>,
    /// <c>customer.unknown</c>, <c>group.not_member</c>, <c>customer.restricted</c>, <c>customer.blocked</c>, <c>transfer.off</c>,
    /// <c>points.invalid</c>, <c>points.decimals</c>, <c>points.insufficient</c>.
    /// </summary>
    public ValueTask<Outcome<PointsContributed>> ContributeAsync(ContributePoints command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("groups.contribute", _actor, options, context => GroupPointsFlow.Contribute(context, command), cancellation);
    }

    /// <summary>Gives points of a group to one of its members. Refused: as <see cref="ContributeAsync"/>, and <c>group.redemption_blocked</c>.</summary>
    public ValueTask<Outcome<PointsPaidOut>> PayOutAsync(PayOutPoints command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("groups.pay_out", _actor, options, context => GroupPointsFlow.PayOut(context, command), cancellation);
    }

    /// <summary>
    /// Spends points over a group for one of its members: the group's own and, where the program says so, its members', all in one order:
    /// earliest expiry, earliest award, lower customer id (points R70). The member meets the program's conditions. Refused: <c>value.invalid</c>,
    /// <c>place.unknown</c>, <c>group.unknown</c>, <c>points.invalid</c>, <c>points.decimals</c>, <c>customer.unknown</c>, <c>group.not_member</c>,
    /// <c>group.redemption_off</c>, <c>group.redemption_blocked</c>, and what refuses <see cref="PointsOperations.RedeemAsync"/>.
    /// </summary>
    public ValueTask<Outcome<GroupPointsRedeemed>> RedeemAsync(RedeemGroupPoints command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("groups.redeem", _actor, options, context => GroupRedemptionFlow.Redeem(context, command), cancellation);
    }

    /// <summary>
    /// Reverses a redemption over a group: each holder gets back what was drawn from it, the last drawn first. Refused: <c>value.invalid</c>,
    /// <c>place.unknown</c>, <c>group.redemption_unknown</c>, <c>group.unknown</c>, <c>reversal.off</c>, <c>group.nothing_left</c>,
    /// <c>points.invalid</c>, <c>points.decimals</c>, <c>reversal.above_left</c>.
    /// </summary>
    public ValueTask<Outcome<GroupRedemptionReversal>> ReverseAsync(ReverseGroupRedemption command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("groups.reverse", _actor, options, context => GroupReversalFlow.Reverse(context, command), cancellation);
    }

    /// <summary>A group's own points and standing now, with what the clock has made due. Refused: <c>group.unknown</c>.</summary>
    public ValueTask<Outcome<GroupBalance>> BalanceAsync(GroupId group, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => GroupReads.Balance(context, group), cancellation);

    /// <summary>What every case of every tracker holds of a group today, by number (trackers R30). Refused: <c>group.unknown</c>.</summary>
    public ValueTask<Outcome<IReadOnlyList<TrackerStatus>>> TrackersAsync(GroupId group, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => GroupReads.Trackers(context, group), cancellation);

    /// <summary>A group by its id, one too that was dissolved. Refused: <c>group.unknown</c>.</summary>
    public ValueTask<Outcome<GroupDetails>> GetAsync(GroupId group, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => GroupReads.Get(context, group), cancellation);

    /// <summary>A group by its external id, ignoring case. Refused: <c>value.invalid</c>, <c>group.unknown</c>.</summary>
    public ValueTask<Outcome<GroupDetails>> LookUpAsync(string externalId, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(externalId);
        return _runner.ReadAsync(_actor, context => GroupReads.LookUp(context, externalId), cancellation);
    }

    /// <summary>The membership of a customer; null when it is in no group. Refused: <c>customer.unknown</c>.</summary>
    public ValueTask<Outcome<GroupMembership?>> OfAsync(CustomerId customer, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => GroupReads.Of(context, customer), cancellation);

    /// <summary>The members of a group, page by page in the order of their numbers. Refused: <c>value.invalid</c>, <c>group.unknown</c>.</summary>
    public ValueTask<Outcome<Page<GroupMembership>>> MembersAsync(GroupMembersRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _runner.ReadAsync(_actor, context => GroupReads.Members(context, request), cancellation);
    }
}
