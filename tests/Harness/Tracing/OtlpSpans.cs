using System.Globalization;
using System.Text;

namespace Relay.Harness.Tracing;

/// <summary>Reads an OTLP export of traces: opentelemetry/proto/collector/trace/v1.</summary>
internal static class OtlpSpans
{
    public static List<SeenSpan> Read(ReadOnlySpan<byte> request)
    {
        var spans = new List<SeenSpan>();
        var resources = new ProtoFields(request);
        while (resources.Next())
        {
            ReadResource(resources.Bytes, spans);
        }

        return spans;
    }

    private static void ReadResource(ReadOnlySpan<byte> message, List<SeenSpan> spans)
    {
        var service = "";
        var parts = new ProtoFields(message);
        while (parts.Next())
        {
            switch (parts.Field)
            {
                case 1:
                    service = Attributes(parts.Bytes, field: 1).GetValueOrDefault("service.name", "");
                    break;
                case 2:
                    ReadScope(parts.Bytes, service, spans);
                    break;
            }
        }
    }

    private static void ReadScope(ReadOnlySpan<byte> message, string service, List<SeenSpan> spans)
    {
        var parts = new ProtoFields(message);
        while (parts.Next())
        {
            if (parts.Field == 2)
            {
                spans.Add(ReadSpan(parts.Bytes, service));
            }
        }
    }

    private static SeenSpan ReadSpan(ReadOnlySpan<byte> message, string service)
    {
        var (trace, name) = ("", "");
        var parts = new ProtoFields(message);
        while (parts.Next())
        {
            switch (parts.Field)
            {
                case 1:
                    trace = Convert.ToHexStringLower(parts.Bytes);
                    break;
                case 5:
                    name = Encoding.UTF8.GetString(parts.Bytes);
                    break;
            }
        }

        return new SeenSpan(service, trace, name, Attributes(message, field: 9));
    }

    /// <summary>The attributes in one field of a message.</summary>
    private static Dictionary<string, string> Attributes(ReadOnlySpan<byte> message, int field)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        var parts = new ProtoFields(message);
        while (parts.Next())
        {
            if (parts.Field == field)
            {
                var pair = new ProtoFields(parts.Bytes);
                var (key, value) = ("", "");
                while (pair.Next())
                {
                    (key, value) = pair.Field == 1 ? (Encoding.UTF8.GetString(pair.Bytes), value) : (key, Value(pair.Bytes));
                }

                attributes[key] = value;
            }
        }

        return attributes;
    }

    private static string Value(ReadOnlySpan<byte> message)
    {
        var value = new ProtoFields(message);
        return !value.Next() ? "" : value.Field == 1 ? Encoding.UTF8.GetString(value.Bytes) : value.Number.ToString(CultureInfo.InvariantCulture);
    }
}
