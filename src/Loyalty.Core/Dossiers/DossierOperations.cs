namespace Loyalty;

/// <summary>What is kept about customers beside who they are: notes, tickets, images, interactions. Deleting a customer erases it all.</summary>
public sealed class DossierOperations
{
    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal DossierOperations(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>Adds a note. Refused: <c>value.invalid</c>, <c>place.unknown</c>, <c>customer.unknown</c>, <c>customer.merged</c>, <c>customer.restricted</c>.</summary>
    public ValueTask<Outcome<CustomerNote>> AddNoteAsync(AddCustomerNote command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("dossiers.add_note", _actor, options, context => NoteFlow.Add(context, command), cancellation);
    }

    /// <summary>Changes a note. Refused: as <see cref="AddNoteAsync"/>, and <c>note.unknown</c>.</summary>
    public ValueTask<Outcome<CustomerNote>> UpdateNoteAsync(UpdateCustomerNote command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("dossiers.update_note", _actor, options, context => NoteFlow.Update(context, command), cancellation);
    }

    /// <summary>A customer's notes, the newest first. Refused: <c>value.invalid</c>, <c>customer.unknown</c>, <c>customer.merged</c>.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="limit">Most of them, 1 to 1,000.</param>
    /// <param name="before">Read on before this: <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="cancellation">Stops the read.</param>
    public ValueTask<Outcome<Page<CustomerNote>>> NotesAsync(CustomerId customer, int limit = 100, long? before = null, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => NoteFlow.Of(context, customer, limit, before), cancellation);

    /// <summary>
    /// Opens a ticket. Refused: <c>ticket.subject_empty</c>, <c>value.invalid</c>, <c>place.unknown</c>, <c>customer.unknown</c>,
    /// <c>customer.merged</c>, <c>customer.restricted</c>, <c>ticket.status_unknown</c>, <c>ticket.subject_taken</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerTicket>> OpenTicketAsync(OpenTicket command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("dossiers.open_ticket", _actor, options, context => TicketFlow.Open(context, command), cancellation);
    }

    /// <summary>
    /// Gives a ticket another status; the same again changes nothing. Refused: <c>place.unknown</c>, <c>customer.unknown</c>, <c>customer.merged</c>,
    /// <c>customer.restricted</c>, <c>ticket.unknown</c>, <c>ticket.status_unknown</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerTicket>> SetTicketStatusAsync(SetTicketStatus command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("dossiers.set_ticket_status", _actor, options, context => TicketFlow.Set(context, command), cancellation);
    }

    /// <summary>A customer's tickets, the newest first. Refused: <c>value.invalid</c>, <c>customer.unknown</c>, <c>customer.merged</c>.</summary>
    /// <inheritdoc cref="NotesAsync"/>
    public ValueTask<Outcome<Page<CustomerTicket>>> TicketsAsync(CustomerId customer, int limit = 100, long? before = null, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => TicketFlow.Of(context, customer, limit, before), cancellation);

    /// <summary>Adds an image. Refused: <c>value.invalid</c>, <c>image.size</c>, <c>place.unknown</c>, <c>customer.unknown</c>, <c>customer.merged</c>, <c>customer.restricted</c>.</summary>
    public ValueTask<Outcome<CustomerImage>> AddImageAsync(AddCustomerImage command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("dossiers.add_image", _actor, options, context => ImageFlow.Add(context, command), cancellation);
    }

    /// <summary>Deletes images. Refused: <c>value.invalid</c>, <c>place.unknown</c>, <c>customer.unknown</c>, <c>customer.merged</c>, <c>customer.restricted</c>, <c>image.unknown</c>.</summary>
    public ValueTask<Outcome<CustomerImagesDeleted>> DeleteImagesAsync(DeleteCustomerImages command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("dossiers.delete_images", _actor, options, context => ImageFlow.Delete(context, command), cancellation);
    }

    /// <summary>A customer's images without their bytes, the newest first: the first is the profile image. Refused: as <see cref="NotesAsync"/>.</summary>
    /// <inheritdoc cref="NotesAsync"/>
    public ValueTask<Outcome<Page<CustomerImage>>> ImagesAsync(CustomerId customer, int limit = 100, long? before = null, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => ImageFlow.Of(context, customer, limit, before), cancellation);

    /// <summary>An image with its bytes. Refused: <c>customer.unknown</c>, <c>customer.merged</c>, <c>image.unknown</c>.</summary>
    public ValueTask<Outcome<CustomerImageContent>> ImageAsync(CustomerId customer, CustomerImageId image, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => ImageFlow.Get(context, customer, image), cancellation);

    /// <summary>Records an interaction that happened elsewhere. Refused: <c>value.invalid</c>, <c>place.unknown</c>, <c>customer.unknown</c>, <c>customer.merged</c>, <c>customer.restricted</c>.</summary>
    public ValueTask<Outcome<CustomerInteraction>> RecordInteractionAsync(RecordInteraction command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("dossiers.record_interaction", _actor, options, context => InteractionFlow.Record(context, command), cancellation);
    }

    /// <summary>A customer's interactions, the last recorded first. Refused: <c>value.invalid</c>, <c>customer.unknown</c>, <c>customer.merged</c>.</summary>
    public ValueTask<Outcome<Page<CustomerInteraction>>> InteractionsAsync(InteractionsRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _runner.ReadAsync(_actor, context => InteractionFlow.Of(context, request), cancellation);
    }
}
