using System.Collections.Immutable;

namespace PolicyProxy.Simulator;

/// <summary>The messages of one conversation as one side sees them, oldest first.</summary>
internal sealed class Timeline
{
    private ImmutableList<Message> _messages = [];

    public IReadOnlyList<Message> Messages => _messages;

    /// <summary>Adds a message, unless it is there already: platforms deliver more than once.</summary>
    public void Add(Message message) =>
        ImmutableInterlocked.Update(ref _messages, messages => messages.Exists(known => known.Id == message.Id) ? messages : messages.Add(message));

    /// <summary>Changes the messages that fit; none when there is none yet.</summary>
    public void Change(Predicate<Message> fits, Func<Message, Message> change) =>
        ImmutableInterlocked.Update(ref _messages, messages => messages.ConvertAll(message => fits(message) ? change(message) : message));
}
