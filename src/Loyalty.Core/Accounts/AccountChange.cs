using NodaTime;

namespace Loyalty;

/// <summary>A change that is folded into the account; other changes are facts of their entry.</summary>
internal abstract record AccountChange : EntryChange
{
    /// <summary>Folds the change into the account.</summary>
    public abstract void Apply(Account account, in FoldContext context);
}

/// <summary>The parts of an entry's header that its changes need.</summary>
internal readonly record struct FoldContext(Instant Effective, long Bill);
