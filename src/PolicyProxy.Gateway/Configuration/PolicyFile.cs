using System.Text.Json;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Gateway.Configuration;

/// <summary>
/// The configuration file, with the environment and the command line on top of it. Only ever gives out a configuration that is valid as
/// a whole: an edit that is not leaves the running one in place.
/// </summary>
internal sealed class PolicyFile : IDisposable
{
    private readonly PolicyFileProvider _provider = new();
    private readonly IReadOnlyDictionary<string, string?> _overrides;
    private readonly ConfigurationRoot _root;
    private IReadOnlyList<(string Path, byte[] Content)> _files = [];

    private PolicyFile(string path, IReadOnlyDictionary<string, string?> overrides)
    {
        Path = System.IO.Path.GetFullPath(path);
        _overrides = overrides;
        Apply();
        _root = (ConfigurationRoot)Layered(_provider, _overrides);
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>The configuration in force.</summary>
    public IConfigurationRoot Configuration => _root;

    /// <summary>What is wrong with the file as it is now; empty while it is the configuration in force.</summary>
    public IReadOnlyList<string> Errors { get; private set; } = [];

    /// <summary>Reads the file.</summary>
    /// <exception cref="MessagingConfigurationException">It is missing or has errors.</exception>
    public static PolicyFile Open(string path, IReadOnlyDictionary<string, string?> overrides) => new(path, overrides);

    /// <summary>What the file says with environment and command line on top, valid or not: for a look at a key or two that has to be quick.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">What the command line says.</param>
    /// <param name="problem">Why the file says nothing; null when it does.</param>
    public static IConfiguration Peek(string path, IReadOnlyDictionary<string, string?> overrides, out string? problem)
    {
        try
        {
            problem = null;
            return Layered(new PolicyFileProvider { Values = Parse(path, ReadBytes(path)) }, overrides);
        }
        catch (MessagingConfigurationException exception)
        {
            problem = exception.Errors[0];
            return Layered(new PolicyFileProvider(), overrides);
        }
    }

    /// <summary>Looks at the file again and takes it over if it changed and is valid.</summary>
    /// <returns>Whether the file was found changed since the last look.</returns>
    public bool Refresh()
    {
        try
        {
            if (!Apply()) return false;
            Errors = [];
            _provider.Publish();
            return true;
        }
        catch (MessagingConfigurationException exception)
        {
            var isNews = !exception.Errors.SequenceEqual(Errors);
            Errors = exception.Errors;
            return isNews;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    // Returns false when the file is as it was.
    private bool Apply()
    {
        List<(string Path, byte[] Content)> files = [(Path, ReadBytes(Path)), .. PlatformFiles().Select(path => (path, ReadBytes(path)))];
        if (files.Select(file => file.Path).SequenceEqual(_files.Select(file => file.Path)) && files.Zip(_files).All(pair => pair.First.Content.AsSpan().SequenceEqual(pair.Second.Content)))
        {
            // An edit that was taken back is no error any more.
            Errors = [];
            return false;
        }

        var data = Parse(Path, files[0].Content);
        var errors = new List<string>();
        foreach (var (path, content) in files[1..]) AddPlatforms(path, Parse(path, content), data, errors);
        GatewayValidator.Validate(Layered(new PolicyFileProvider { Values = data }, _overrides), data, errors);
        if (errors.Count > 0) throw new MessagingConfigurationException(errors);
        _provider.Values = data;
        _files = files;
        return true;
    }

    private static IConfigurationRoot Layered(PolicyFileProvider file, IReadOnlyDictionary<string, string?> overrides) =>
        new ConfigurationBuilder().Add(file).AddEnvironmentVariables().AddInMemoryCollection(overrides).Build();

    // Each describes platforms in a section of its own, as the file itself can.
    private IEnumerable<string> PlatformFiles()
    {
        var folder = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, "platforms");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal) : [];
    }

    private static void AddPlatforms(string path, Dictionary<string, string?> platforms, Dictionary<string, string?> data, List<string> errors)
    {
        foreach (var section in platforms.Keys.Select(key => key.Split(':')[0]).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (!section.Equals("Platforms", StringComparison.OrdinalIgnoreCase) && section != "$schema")
                errors.Add($"{path}: {section}: does not belong here; only Platforms does.");
        }

        var described = platforms.Keys.Select(key => key.Split(':')).Where(key => key.Length == 2).Select(key => string.Join(':', key)).ToList();
        foreach (var twin in described.Where(data.ContainsKey)) errors.Add($"{path}: {twin}: is described elsewhere, too; give it another name, or remove one of them.");
        foreach (var (key, value) in platforms.Where(pair => pair.Key.StartsWith("Platforms", StringComparison.OrdinalIgnoreCase))) data.TryAdd(key, value);
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MessagingConfigurationException($"{path}: cannot be read ({exception.Message}); name the configuration file with --config FILE.", exception);
        }
    }

    private static Dictionary<string, string?> Parse(string path, byte[] content)
    {
        try
        {
            using var stream = new MemoryStream(content);
            using var json = (ConfigurationRoot)new ConfigurationBuilder().AddJsonStream(stream).Build();
            return new(json.AsEnumerable(), StringComparer.OrdinalIgnoreCase);
        }
        catch (JsonException exception)
        {
            throw new MessagingConfigurationException($"{path}: is not well-formed JSON: {JsonFault.Describe(exception, content)}", exception);
        }
        catch (Exception exception) when (exception is FormatException or InvalidDataException)
        {
            throw new MessagingConfigurationException($"{path}: is not well-formed JSON: {exception.Message}", exception);
        }
    }
}
