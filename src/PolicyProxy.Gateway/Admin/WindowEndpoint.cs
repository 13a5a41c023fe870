using PolicyProxy.Policy;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;
using PolicyProxy.Yarp.Proxy;

namespace PolicyProxy.Gateway.Admin;

/// <summary>Looks up, sets and forgets the last contact of one conversation: <c>/windows/{channel}/{contact}?account=A</c>.</summary>
internal sealed class WindowEndpoint(CurrentMessaging messaging, Conversations conversations, TimeProvider time)
{
    /// <summary>The path's form.</summary>
    public const string Path = "/windows/{channel}/{contact}";

    /// <summary>Answers what a send would be judged by.</summary>
    public Task GetAsync(HttpContext context) => FollowAsync(context, async (channel, conversation) =>
    {
        var contact = await conversations.FindAsync(channel, conversation, context.RequestAborted);
        var now = time.GetUtcNow();
        var window = contact.TimeBy(now) is { } last ? new MessagingWindow(channel.Policy, last) : (MessagingWindow?)null;
        await context.Response.WriteAsJsonAsync(new
        {
            channel = channel.Name,
            conversation.Account,
            conversation.Contact,
            state = window is { } known ? State(known, now) : contact.IsErased ? "closed" : "unknown",
            lastContact = contact.TimeBy(now)?.UtcDateTime,
            closes = window?.Closes(now).UtcDateTime,
        });
    });

    /// <summary>Takes in a last contact, by the later of both.</summary>
    public Task PutAsync(HttpContext context) => FollowAsync(context, async (channel, conversation) =>
    {
        if (await SeededContact.ReadAsync(context.Request) is not { } lastContact)
        {
            await AdminAnswers.RefuseAsync(
                context, StatusCodes.Status400BadRequest, "lastContact: a body such as {\"lastContact\":\"2026-11-22T08:00:00Z\"} belongs here, with a time of 1970 or later in ISO 8601.");
            return;
        }

        await conversations.RecordAsync(channel, conversation, lastContact, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    });

    /// <summary>Forgets the contact.</summary>
    public Task DeleteAsync(HttpContext context) => FollowAsync(context, async (channel, conversation) =>
    {
        await conversations.ForgetAsync(channel, conversation, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    });

    private async Task FollowAsync(HttpContext context, Func<Channel, ConversationId, Task> follow)
    {
        var name = (string?)context.GetRouteValue("channel");
        if (messaging.Model.Channels.FirstOrDefault(channel => channel.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } channel)
        {
            await AdminAnswers.RefuseAsync(
                context, StatusCodes.Status404NotFound, $"The channel \"{name}\" does not exist; there are {string.Join(", ", messaging.Model.Channels.Select(known => known.Name))}.");
            return;
        }

        if (Read(context, channel, out var problem) is not { } conversation)
        {
            await AdminAnswers.RefuseAsync(context, StatusCodes.Status400BadRequest, problem);
            return;
        }

        try
        {
            await follow(channel, conversation);
        }
        catch (WindowStoreException exception) when (exception.IsOfOneKey)
        {
            await AdminAnswers.RefuseAsync(context, StatusCodes.Status409Conflict, exception.Message);
        }
        catch (WindowStoreException exception)
        {
            context.Response.Headers.RetryAfter = "5";
            await AdminAnswers.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, $"The store does not answer, try again: {exception.Message}");
        }
        catch (BadHttpRequestException exception)
        {
            await AdminAnswers.RefuseAsync(context, exception.StatusCode, $"The body cannot be read: {exception.Message}");
        }
    }

    private static ConversationId? Read(HttpContext context, Channel channel, out string problem)
    {
        problem = $"contact: is no id of a contact on {channel.Platform.Name}; {channel.Platform.ContactForm} belongs here.";

        // The server decodes every character but a slash, which the id of a group can hold.
        var id = ((string)context.GetRouteValue("contact")!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        if (channel.Platform.CanonicalContact(id) is not { } contact) return null;

        var account = (string?)context.Request.Query["account"];
        problem = $"account: is not right; an account's id of {channel.Platform.AccountForm} belongs here.";
        if (account is not null)
        {
            account = channel.Platform.CanonicalAccount(account);
            if (account is null) return null;
        }

        problem = $"account: is missing; a window on {channel.Platform.Name} belongs to one account, whose id belongs here: ?account=106540352242922.";
        return channel.Conversation(account, contact);
    }

    private static string State(MessagingWindow window, DateTimeOffset now) =>
        window.IsOpen(now) ? "open" : window.IsExtended(now) ? "extended" : "closed";
}
