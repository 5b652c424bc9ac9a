using System.Text.RegularExpressions;

namespace Relay.Architecture.Tests;

/// <summary>The contents and the width of files of services and contracts.</summary>
public sealed partial class FilesTests
{
    /// <summary>Folders that are exempt from these rules so far.</summary>
    private static readonly string[] NotYet = ["services/ClientDirectory/FindingClients/", "contracts/Clients/FindClient"];

    [Fact]
    public void A_file_is_named_after_a_type_in_it()
    {
        var misnamed = from file in Sources
                       where file.Types is not [] && !file.Types.Any(type => type.Name == file.Name)
                       select $"{file.Path} has {string.Join(", ", file.Types.Select(type => type.Name))}";

        Assert.Empty(misnamed);
    }

    /// <summary>
    /// A file may hold, beside the type that names it, small types that belong to it: records, structs and enums, static classes, the rows and the
    /// factory of a context, and the only class that implements an interface.
    /// </summary>
    [Fact]
    public void Interfaces_and_classes_have_files_of_their_own()
    {
        var hidden = from file in Sources
                     from type in file.Types
                     where type.Kind is "class" or "interface" && type.Name != file.Name
                     where type.Name != "I" + file.Name && "I" + type.Name != file.Name
                     where !file.Name.EndsWith("Context", StringComparison.Ordinal) || !BelongsToContext().IsMatch(type.Name)
                     select $"{file.Path} hides {type.Name}";

        Assert.Empty(hidden);
    }

    /// <summary>A contract's file may hold its parts.</summary>
    [Fact]
    public void A_contract_has_a_file_of_its_own()
    {
        var hidden = from file in Sources
                     where file.Path.StartsWith("contracts/", StringComparison.Ordinal)
                     from type in file.Types
                     where type.Name != file.Name
                         && !Regex.IsMatch(file.Text, $@"\b{type.Name}\b>?\??>? \w+ {{ get;", RegexOptions.None, TimeSpan.FromSeconds(10))
                     select $"{file.Path} hides {type.Name}";

        Assert.Empty(hidden);
    }

    private static IEnumerable<Source> Sources =>
        from path in Repository.Files(".cs")
        let relative = Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')
        where relative.StartsWith("contracts/", StringComparison.Ordinal) || relative.StartsWith("services/", StringComparison.Ordinal)
        where !NotYet.Any(folder => relative.StartsWith(folder, StringComparison.Ordinal)) && !relative.Contains("/Migrations/", StringComparison.Ordinal)
        let text = File.ReadAllText(path)
        select new Source(relative, Path.GetFileName(path).Split('.')[0], text, [.. TopLevelType().Matches(text).Select(TypeOf)]);

    private static DeclaredType TypeOf(Match match) =>
        new(match.Groups["name"].Value, match.Value.Contains(" static ", StringComparison.Ordinal) ? "static class" : match.Groups["kind"].Value);

    [GeneratedRegex(
        @"^(?:(?:public|internal|file|sealed|static|abstract|partial|readonly|ref) )*(?<kind>class|interface|enum|record struct|record|struct) (?<name>\w+)",
        RegexOptions.Multiline,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex TopLevelType();

    [GeneratedRegex("(?:Row|Factory|DesignTime)$", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex BelongsToContext();

    private sealed record Source(string Path, string Name, string Text, IReadOnlyList<DeclaredType> Types);

    private sealed record DeclaredType(string Name, string Kind);
}
