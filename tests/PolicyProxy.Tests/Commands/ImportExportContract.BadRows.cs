using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Commands;

/// <summary>What an import says of lines that it skips.</summary>
public abstract partial class ImportExportContract
{
    private static (string Line, string Problem)[] BadLines =>
    [
        ($"telegram,1,4915112345678,{Iso}", "channel: is not the name of a configured channel; there are "),
        ($",1,4915112345678,{Iso}", "channel: is not the name of a configured channel; there are "),
        ($"whatsapp,,4915112345678,{Iso}", "account: is missing; on WhatsApp"),
        ($"whatsapp,+1065,4915112345678,{Iso}", "account: is not an account's id; 1 to 32 digits belong here"),
        ($"whatsapp,1,4915O12345678,{Iso}", "contact: is no id of a contact on WhatsApp; an international phone number,"),
        ($"whatsapp,1,,{Iso}", "contact: is no id of a contact on WhatsApp; an international phone number,"),
        ($"messenger,,US.13491208655302741918,{Iso}", "contact: is no id of a contact on Messenger; a PSID of"),
        ("whatsapp,1,4915112345678,yesterday", "lastContact: is not a time; ISO 8601 such as"),
        ("whatsapp,1,4915112345678,-1", "lastContact: is not a time; ISO 8601 such as"),
        ("whatsapp,1,4915112345678", "has 3 value(s); 4 belong here"),
        ($"whatsapp,1,4915112345678,{Iso},x", "has 5 value(s); 4 belong here"),
        ($"whatsapp,1,\"4915112345678,{Iso}", "has a quotation mark that is not closed"),
        ($"whatsapp,1,\"4915112345678\"9,{Iso}", "has a quotation mark that is not closed"),
        ("""{"channel":"whatsapp","account":"1","contact":"4915112345678"}""", "lastContact: is not a time"),
        ("""{"channel":"whatsapp","account":"1","contact":["4915112345678"],"lastContact":1}""", "contact: is neither a text nor a number"),
        ("""{"channel":"whatsapp","contact":"4915112345678","contact":"4915112345678"}""", "is not well-formed JSON"),
        ("""{"channel":"whatsapp" """, "is not well-formed JSON"),
        ("""{"channel":"\ud800","account":"1","contact":"4915112345678","lastContact":1}""", "is not well-formed JSON"),
    ];

    [SkippableFact]
    public async Task A_bad_line_is_named_by_its_number_and_skipped()
    {
        var (exitCode, output, errors) = await RunAsync($"{Row("1", Lately)}\n{string.Concat(BadLines.Select(bad => $"{bad.Line}\n"))}{Row("2", Lately)}", "import", "-");

        exitCode.ShouldBe(1);
        output.ShouldBe([$"{BadLines.Length + 2} rows: 2 taken in, 0 too old to matter, {BadLines.Length} bad."]);
        errors.Count.ShouldBe(BadLines.Length);
        for (var i = 0; i < BadLines.Length; i++) errors[i].ShouldStartWith($"line {i + 3}: {BadLines[i].Problem}");
        errors.ShouldAllBe(error => !error.Contains("4915"));
        await using var store = OpenStore();
        (await TimeAsync(store, "whatsapp", "2")).ShouldBe(Lately);
    }

    [SkippableFact]
    public async Task A_line_without_end_is_one_bad_line()
    {
        var (exitCode, output, errors) = await RunAsync($"{Row("1", Lately)}{new string('x', 1_000_000)}\n{Row("2", Lately)}{new string('7', 100_000)}", "import", "-");

        exitCode.ShouldBe(1);
        output.ShouldBe(["4 rows: 2 taken in, 0 too old to matter, 2 bad."]);
        errors.ShouldBe(["line 2: is longer than 16384 bytes; one row belongs in a line", "line 4: is longer than 16384 bytes; one row belongs in a line"]);
    }

    [SkippableFact]
    public async Task Of_very_many_bad_lines_the_first_are_listed_and_the_others_counted()
    {
        var (exitCode, output, errors) = await RunAsync(string.Concat(Enumerable.Repeat("x\n", 10_000)), "import", "-");

        exitCode.ShouldBe(1);
        output.ShouldBe(["10000 rows: 0 taken in, 0 too old to matter, 10000 bad."]);
        errors.Count.ShouldBe(101);
        errors[99].ShouldStartWith("line 100: ");
        errors[100].ShouldBe("and 9900 more bad lines");
    }

    [SkippableFact]
    public async Task An_account_that_the_channel_is_not_for_is_a_bad_line()
    {
        Save(Settings().SetJson("Messaging:Channels:whatsapp:Accounts", $"""["{Account}"]"""));
        var (exitCode, _, errors) = await RunAsync($"{Row("1", Lately)}whatsapp,,2,{Iso}\nwhatsapp,105,3,{Iso}\n", "import", "-");

        exitCode.ShouldBe(1);
        errors.ShouldHaveSingleItem().ShouldBe($"line 3: account: is not among the Accounts of the channel whatsapp; there are {Account}");
        await using var store = OpenStore();
        (await TimeAsync(store, "whatsapp", "2")).ShouldBe(Lately);
    }

    [SkippableFact]
    public async Task What_no_gateway_wrote_is_left_as_it_is_and_its_line_is_named()
    {
        await PutRawAsync("1", "abc");
        var (imported, output, errors) = await RunAsync($"{Row("2", Lately)}{Row("1", Lately)}", "import", "-");
        var (exported, rows, exportErrors) = await RunAsync("", "export");

        imported.ShouldBe(1);
        output.ShouldBe(["2 rows: 1 taken in, 0 too old to matter, 1 bad."]);
        errors.ShouldHaveSingleItem().ShouldStartWith("line 2: the store holds something under this contact's key that no gateway wrote");
        (exported, rows.Count).ShouldBe((1, 1));
        exportErrors.Count.ShouldBe(2);
        exportErrors[0].ShouldStartWith("channel whatsapp, account 106540352242922, contact ***: ");
        exportErrors[1].ShouldStartWith("1 contact(s) left out");
    }

    /// <summary>Puts a value under a contact as no gateway would.</summary>
    private protected abstract Task PutRawAsync(string contact, string value);
}
