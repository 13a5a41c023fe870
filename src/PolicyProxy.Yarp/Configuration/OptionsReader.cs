using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>
/// Reads a configuration section into an options type and collects everything wrong with it: unknown keys, values of a wrong kind. The
/// framework's binder stops at the first error and passes over the rest.
/// </summary>
/// <param name="errors">Takes one line an error; each names the key and says what would be right.</param>
internal sealed class OptionsReader(ICollection<string> errors)
{
    /// <summary>Reads a section; a key that is missing leaves the property's own default.</summary>
    /// <typeparam name="T">
    /// The options type: its public properties are the known keys; texts, numbers, truth values, enumerations, lists and dictionaries of
    /// such, and further options types.
    /// </typeparam>
    /// <param name="section">The section.</param>
    public T Read<T>(IConfigurationSection section)
        where T : class, new()
    {
        ArgumentNullException.ThrowIfNull(section);
        var options = new T();
        ReadInto(options, section);
        return options;
    }

    private void ReadInto(object options, IConfigurationSection section)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            errors.Add($"{section.Path}: is a single value; an object with the keys {KnownKeys(options.GetType())} belongs here.");
            return;
        }

        foreach (var child in section.GetChildren())
        {
            var property = Properties(options.GetType()).FirstOrDefault(p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null) errors.Add($"{child.Path}: is not a known key; known are {KnownKeys(options.GetType())}.");
            else if (ReadValue(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, child) is { } value)
                property.SetValue(options, value);
        }
    }

    private object? ReadValue(Type type, IConfigurationSection section)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>)) return ReadList(type, section);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>)) return ReadDictionary(type, section);
        if (!IsScalar(type))
        {
            if (IsNull(section)) return null;
            var nested = Activator.CreateInstance(type)!;
            ReadInto(nested, section);
            return nested;
        }

        if (section.GetChildren().Any())
        {
            errors.Add($"{section.Path}: holds more than one value; {Wanted(type)} belongs here.");
            return null;
        }

        if (section.Value is not { } text) return null;
        if (Parse(type, text) is { } value) return value;
        errors.Add($"{section.Path}: \"{text}\" is not right; {Wanted(type)} belongs here.");
        return null;
    }

    private IList ReadList(Type type, IConfigurationSection section)
    {
        var list = (IList)Activator.CreateInstance(type)!;
        var element = type.GetGenericArguments()[0];
        if (!string.IsNullOrEmpty(section.Value)) errors.Add($"{section.Path}: is a single value; a list of values belongs here.");
        foreach (var child in section.GetChildren())
        {
            if (!int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                errors.Add($"{child.Path}: is not a known key; a list of values belongs here.");
            else if (ReadValue(element, child) is { } value) list.Add(value);
        }

        return list;
    }

    private IDictionary ReadDictionary(Type type, IConfigurationSection section)
    {
        var dictionary = (IDictionary)Activator.CreateInstance(type, StringComparer.OrdinalIgnoreCase)!;
        if (!string.IsNullOrEmpty(section.Value)) errors.Add($"{section.Path}: is a single value; an object with a name for each entry belongs here.");
        foreach (var child in section.GetChildren())
        {
            if (ReadValue(type.GetGenericArguments()[1], child) is { } value) dictionary[child.Key] = value;
            else if (IsNull(child)) errors.Add($"{child.Path}: is empty; an object belongs here.");
        }

        return dictionary;
    }

    private static object? Parse(Type type, string text)
    {
        if (type == typeof(string)) return text;
        if (type == typeof(bool)) return bool.TryParse(text, out var truth) ? truth : null;
        if (type == typeof(int)) return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null;
        if (type == typeof(double))
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
        return Enum.GetNames(type).FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } word ? Enum.Parse(type, word) : null;
    }

    private static string Wanted(Type type) => type switch
    {
        _ when type == typeof(string) => "a text",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) => "a whole number",
        _ when type == typeof(double) => "a number",
        _ => string.Join(" or ", Enum.GetNames(type)),
    };

    private static bool IsScalar(Type type) => type == typeof(string) || type.IsPrimitive || type.IsEnum;

    private static bool IsNull(IConfigurationSection section) => string.IsNullOrEmpty(section.Value) && !section.GetChildren().Any();

    private static PropertyInfo[] Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

    private static string KnownKeys(Type type) => string.Join(", ", Properties(type).Select(property => property.Name));
}
