namespace Loyalty;

/// <summary>A bill with its customer as the till knows it: the customer is registered with it, or updated.</summary>
/// <param name="Customer">Identifiers, names and fields. Registered now, it is registered as of the billing time unless <see cref="EnrolCustomer.RegisteredAt"/> says another.</param>
/// <param name="Bill">The bill; its customer is left <c>default</c>.</param>
public sealed record CustomerBill(EnrolCustomer Customer, AddBill Bill);

/// <summary>What a bill with its customer did.</summary>
/// <param name="Customer">The customer after it.</param>
/// <param name="Bill">The bill.</param>
/// <param name="Enrolled">Whether the customer was registered with it.</param>
public sealed record CustomerBilled(CustomerDetails Customer, BillAdded Bill, bool Enrolled);
