using static System.FormattableString;

namespace Loyalty;

/// <summary>No such request (9012).</summary>
public sealed record CustomerRequestUnknown(CustomerRequestId Request) : Refusal("request.unknown", "Request", Invariant($"No request {Request} is known in this organisation."));

/// <summary>The request has been decided, which is final (9013).</summary>
public sealed record CustomerRequestDecided(CustomerRequestId Request, RequestState State) : Refusal("request.decided", "Request", Invariant($"Request {Request} is {State} already."));

/// <summary>The new value is another customer's (9002 e-mail, 9003 mobile, 9005 external id).</summary>
public sealed record RequestValueTaken(IdentifierKind Kind) : Refusal("request.value_taken", "NewValue", Invariant($"The new {Kind} is another customer's."));

/// <summary>The request says too little for what it asks.</summary>
public sealed record CustomerRequestUnclear(string Missing) : Refusal("request.unclear", Missing, Invariant($"The request needs {Missing}."));

/// <summary>Somebody asks for the bill already.</summary>
public sealed record RetroRequestOpen(BillId Bill, CustomerRequestId Request) : Refusal("request.bill_open", "Bill", Invariant($"Request {Request} about bill {Bill} is open."));

/// <summary>The customer has no mobile that another could get.</summary>
public sealed record NoMobileToGive(CustomerId Customer) : Refusal("request.no_mobile", "Customer", Invariant($"Customer {Customer} has no mobile in this source account."));

/// <summary>The address that is to go is not the profile's.</summary>
public sealed record AddressNotThere(CustomerId Customer) : Refusal("request.address_not_there", "OldValue", Invariant($"The address to be replaced is not that of customer {Customer} in this source account."));
