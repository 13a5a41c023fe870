using System.Globalization;
using System.Text;
using PolicyProxy.Policy;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Commands;

/// <summary><c>policyproxy import</c> and <c>policyproxy export</c> as processes, on a store of either kind.</summary>
public abstract partial class ImportExportContract : CommandTest
{
    private const string Account = "106540352242922";

    /// <summary>Half an hour ago, in whole seconds.</summary>
    private static readonly DateTimeOffset Lately = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 1800);

    private static readonly string Iso = Lately.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>Names the store in the configuration.</summary>
    private protected abstract GatewaySettings OnStore(GatewaySettings settings);

    /// <summary>Opens the store as a command does.</summary>
    private protected abstract IListedWindowStore OpenStore();

    private protected GatewaySettings Settings() => OnStore(new GatewaySettings());

    [SkippableFact]
    public async Task Every_form_of_a_row_is_taken_in()
    {
        var milliseconds = Lately.AddMilliseconds(123);
        await ImportAsync(
            $$"""
              whatsapp,{{Account}},4915112345671,{{Iso}}
              WhatsApp,{{Account}},+49 151 1234 5672,{{Lately.ToUnixTimeSeconds()}}
              "messenger","","25381719828140932","{{milliseconds.ToUnixTimeMilliseconds()}}"

              {"channel":"instagram","account":null,"contact":836284028372911,"lastContact":{{Lately.ToUnixTimeSeconds()}}}
              {"contact":"US.13491208655302741918","lastContact":"{{milliseconds:O}}","account":{{Account}},"channel":"whatsapp","name":"x"}
              whatsapp,{{Account}},Y2FwaV9ncm91cDox,{{Iso}}
              """);

        await using var store = OpenStore();
        (await TimeAsync(store, "whatsapp", "4915112345671")).ShouldBe(Lately);
        (await TimeAsync(store, "whatsapp", "4915112345672")).ShouldBe(Lately);
        (await TimeAsync(store, "messenger", "25381719828140932")).ShouldBe(milliseconds);
        (await TimeAsync(store, "instagram", "836284028372911")).ShouldBe(Lately);
        (await TimeAsync(store, "whatsapp", "US.13491208655302741918")).ShouldBe(milliseconds);
        (await TimeAsync(store, "whatsapp", "Y2FwaV9ncm91cDox")).ShouldBe(Lately);
    }

    [SkippableFact]
    public async Task The_first_line_may_name_the_columns_in_any_order()
    {
        await ImportAsync($"\uFEFFContact,name,lastContact,Channel,Account\r\n4915112345678,\"Doe, \"\"J\"\"\",{Iso},whatsapp,{Account}\r\n");

        await using var store = OpenStore();
        (await TimeAsync(store, "whatsapp", "4915112345678")).ShouldBe(Lately);
    }

    // Brazil's ninth digit, Mexico's 1, Argentina's 9.
    [SkippableFact]
    public async Task A_number_is_kept_in_folded_form()
    {
        await ImportAsync(Row("5511987654321", Lately), Row("5215512345678", Lately), Row("5491123456789", Lately));

        await using var store = OpenStore();
        foreach (var folded in new[] { "551187654321", "525512345678", "541123456789" }) (await TimeAsync(store, "whatsapp", folded)).ShouldBe(Lately);
    }

    [SkippableFact]
    public async Task The_latest_of_all_times_holds_also_of_those_in_the_store()
    {
        await ImportAsync(Row("1", Lately), Row("2", Lately.AddMinutes(1)), Row("2", Lately));
        await ImportAsync(Row("1", Lately.AddMinutes(1)), Row("2", Lately.AddMinutes(-1)));

        await using var store = OpenStore();
        (await TimeAsync(store, "whatsapp", "1")).ShouldBe(Lately.AddMinutes(1));
        (await TimeAsync(store, "whatsapp", "2")).ShouldBe(Lately.AddMinutes(1));
    }

    [SkippableFact]
    public async Task A_time_in_the_future_counts_as_now()
    {
        var before = TimeProvider.System.GetUtcNow();
        await ImportAsync(Row("1", before.AddDays(400)));

        await using var store = OpenStore();
        (await TimeAsync(store, "whatsapp", "1")).ShouldNotBeNull().ShouldBeInRange(before.AddMilliseconds(-1), TimeProvider.System.GetUtcNow());
    }

    [SkippableFact]
    public async Task What_no_window_can_come_of_is_counted_and_left_out()
    {
        var (exitCode, output, _) = await RunAsync(Row("1", Lately.AddDays(-1.9)) + Row("2", Lately.AddDays(-2)), "import", "-");

        exitCode.ShouldBe(0);
        output.ShouldBe(["2 rows: 1 taken in, 1 too old to matter, 0 bad."]);
    }

    [SkippableFact]
    public async Task An_erased_contact_is_not_exported_and_only_opened_by_what_came_later()
    {
        await using (var store = OpenStore())
        {
            await store.ForgetAsync(Id("1"), Lately, Lately.AddDays(8));
            await store.ForgetAsync(Id("2"), Lately, Lately.AddDays(8));
            await store.ForgetAsync(Id("3"), Lately, Lately.AddDays(8));
        }

        (await ExportAsync()).ShouldBeEmpty();
        await ImportAsync(Row("1", Lately.AddMilliseconds(-1)), Row("2", Lately.AddMilliseconds(1)));

        await using var after = OpenStore();
        (await after.FindAsync(Id("1"))).ShouldBe(LastContact.ErasedAt(Lately));
        (await after.FindAsync(Id("2"))).ShouldBe(LastContact.At(Lately.AddMilliseconds(1)));
        (await after.FindAsync(Id("3"))).ShouldBe(LastContact.ErasedAt(Lately));
    }

    [SkippableFact]
    public async Task An_import_of_an_export_gives_the_same_store()
    {
        var rows = Enumerable.Range(1, 5000).Select(index => Row($"{index}", Lately.AddMilliseconds(-index)))
            .Append($"messenger,,77,{Iso}\n").Append($"whatsapp,{Account},Y2FwaV9ncm91cDox+/==,{Iso}\n").ToArray();
        await ImportAsync(rows);
        var exported = await ExportAsync();
        await EmptyAsync();
        (await ExportAsync()).ShouldBeEmpty();
        await ImportAsync([.. exported.Select(row => $"{row}\n")]);

        exported.Count.ShouldBe(rows.Length);
        (await ExportAsync()).ShouldBe(exported, ignoreOrder: true);
        exported.ShouldContain($$"""{"channel":"whatsapp","account":"{{Account}}","contact":"1","lastContact":"{{Lately.AddMilliseconds(-1):yyyy-MM-ddTHH:mm:ss.fffZ}}"}""");
    }

    [SkippableFact]
    public async Task An_import_that_is_told_to_stop_keeps_what_it_has_taken_in()
    {
        Save(Settings());
        await using var store = OpenStore();
        await using var import = Start("import", "-", "--config", ConfigurationFile);
        await import.WriteInputAsync(string.Concat(Enumerable.Range(1, 5000).Select(index => Row($"{index}", Lately))), isAll: false);
        await Eventually.HoldsAsync(async () => await TimeAsync(store, "whatsapp", "1") == Lately);
        import.Terminate();

        (await import.WaitForExitAsync()).ShouldBe(130);
        import.Errors.ShouldHaveSingleItem().ShouldStartWith("Stopped.");
        import.Output.ShouldHaveSingleItem().ShouldStartWith("4096 rows: 4096 taken in, ");
        (await TimeAsync(store, "whatsapp", "4096")).ShouldBe(Lately);
    }

    [SkippableFact]
    public async Task A_running_gateway_knows_an_imported_contact_at_its_next_decision()
    {
        await using var platform = await Upstream.StartAsync();
        Save(Settings().Set("ReverseProxy:Clusters:graph:Destinations:1:Address", platform.Address));
        await using var gateway = await RunAsync();
        using var helpdesk = new HttpClient();
        var conversation = Conversation.WhatsApp;
        var path = new Uri(gateway.Address + conversation.Path);
        async Task<int> SendAsync()
        {
            using var content = new StringContent(conversation.Text, Encoding.UTF8, "application/json");
            using var answer = await helpdesk.PostAsync(path, content);
            return (int)answer.StatusCode;
        }

        (await SendAsync()).ShouldBe(400);
        await ImportAsync($"whatsapp,{conversation.Account},{conversation.Contact},{Iso}\n");
        (await SendAsync()).ShouldBe(200);
        (await ExportAsync()).ShouldHaveSingleItem().ShouldContain(conversation.Contact);
    }

    /// <summary>Empties the store.</summary>
    private protected abstract Task EmptyAsync();

    private static ConversationId Id(string contact) => new("whatsapp", Account, contact);

    private static string Row(string contact, DateTimeOffset time) => $"whatsapp,{Account},{contact},{time.ToUnixTimeMilliseconds()}\n";

    private static async Task<DateTimeOffset?> TimeAsync(IListedWindowStore store, string channel, string contact) =>
        (await store.FindAsync(new(channel, channel == "whatsapp" ? Account : "", contact))).Time;

    private async Task ImportAsync(params string[] rows)
    {
        var (exitCode, _, errors) = await RunAsync(string.Concat(rows), "import", "-");
        (exitCode, string.Join('\n', errors)).ShouldBe((0, ""));
    }

    private async Task<IReadOnlyList<string>> ExportAsync()
    {
        var (exitCode, output, errors) = await RunAsync("", "export");
        (exitCode, string.Join('\n', errors)).ShouldBe((0, ""));
        return output;
    }

    private async Task<(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)> RunAsync(string input, params string[] arguments)
    {
        if (!File.Exists(ConfigurationFile)) Save(Settings());
        await using var command = Start([.. arguments, "--config", ConfigurationFile]);
        await command.WriteInputAsync(input);
        var exitCode = await command.WaitForExitAsync();
        return (exitCode, command.Output, command.Errors);
    }
}
