using System.Globalization;
using System.Security;
using System.Text;

namespace Relay.Bench.Reporting;

/// <summary>A drawing, as much of SVG as the plot needs. Sizes are pixels.</summary>
internal sealed class Svg(int width, int height)
{
    public const string Ink = "#1f2933";
    public const string Faint = "#9aa5b1";

    private readonly StringBuilder body = new();

    public void Rectangle(double x, double y, double w, double h, string colour) =>
        Add($"""<rect x="{x:0.#}" y="{y:0.#}" width="{w:0.#}" height="{h:0.#}" fill="{colour}"/>""");

    public void Line(double x1, double y1, double x2, double y2, string colour, double thick = 1) =>
        Add($"""<line x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}" stroke="{colour}" stroke-width="{thick:0.#}"/>""");

    public void Path(IEnumerable<(double X, double Y)> points, string colour, bool dashed = false)
    {
        var dashes = dashed ? "stroke-dasharray=\"5 4\" " : "";
        var line = string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}")));
        Add($"""<polyline fill="none" stroke="{colour}" stroke-width="2.5" {dashes}points="{line}"/>""");
    }

    public void Dot(double x, double y, string colour) => Add($"""<circle cx="{x:0.#}" cy="{y:0.#}" r="3.5" fill="{colour}"/>""");

    /// <param name="anchor">Where x is in the text: <c>start</c>, <c>middle</c> or <c>end</c>.</param>
    public void Text(double x, double y, string text, string anchor = "start", int size = 13, string colour = Ink, bool bold = false) =>
        Add(
            $"""
             <text x="{x:0.#}" y="{y:0.#}" text-anchor="{anchor}" font-size="{size}" fill="{colour}"{Weight(bold)}>{SecurityElement.Escape(text)}</text>
             """);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
         <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="system-ui, 'DejaVu Sans', sans-serif">
         <rect width="{width}" height="{height}" fill="#ffffff"/>
         {body}</svg>

         """);

    private static string Weight(bool bold) => bold ? " font-weight=\"600\"" : "";

    private void Add(FormattableString element) => body.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
