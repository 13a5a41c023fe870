using System.Globalization;
using Microsoft.Data.Sqlite;

namespace PolicyProxy.Chaos.World;

/// <summary>Reads a gateway's SQLite file beside it.</summary>
internal static class SqliteWindows
{
    /// <summary>Every conversation's value as it is.</summary>
    public static Dictionary<string, string> Read(string file)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        using var connection = new SqliteConnection(settings.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT channel || ':' || account || ':' || contact, last_contact FROM windows WHERE contact <> ''";
        using var rows = command.ExecuteReader();
        var values = new Dictionary<string, string>();
        while (rows.Read()) values[rows.GetString(0)] = Convert.ToString(rows.GetValue(1), CultureInfo.InvariantCulture)!;
        return values;
    }
}
