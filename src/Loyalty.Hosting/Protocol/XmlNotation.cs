using System.Text;
using System.Xml;
using static System.FormattableString;

namespace Loyalty.Hosting;

/// <summary>XML to and from the same nodes as JSON: an element is a member, a repeated one a list, an empty one an empty text.</summary>
internal static class XmlNotation
{
    private static readonly XmlReaderSettings s_reading = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        MaxCharactersInDocument = 32 * 1024 * 1024,
    };

    /// <summary>Reads a document in the encoding that it declares, or in Latin-1 where its content type says so.</summary>
    public static (Node Node, Unreadable? Fault) Read(byte[] xml, bool isLatin)
    {
        try
        {
            using var reader = isLatin ? XmlReader.Create(new StringReader(Encoding.Latin1.GetString(xml)), s_reading) : XmlReader.Create(new MemoryStream(xml), s_reading);
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.ProcessingInstruction) return (Node.Missing, new(400, "Body holds a processing instruction"));
                if (reader.NodeType != XmlNodeType.Element) continue;
                var name = reader.LocalName;
                var (node, fault) = Element(reader);
                while (fault is null && reader.Read())
                    if (reader.NodeType == XmlNodeType.ProcessingInstruction) fault = new(400, "Body holds a processing instruction");
                return fault is null ? (new Node(new Dictionary<string, Node>(StringComparer.Ordinal) { [name] = node }), null) : (node, fault);
            }
            return (Node.Missing, null);
        }
        catch (XmlException wrong)
        {
            return (Node.Missing, new(400, Invariant($"Body is not well-formed XML at line {wrong.LineNumber}")));
        }
        catch (Exception wrong) when (wrong is DecoderFallbackException or ArgumentException)
        {
            return (Node.Missing, new(400, "Body is not in the encoding that it names"));
        }
    }

    private static (Node Node, Unreadable? Fault) Element(XmlReader reader)
    {
        if (reader.Depth >= JsonNotation.Depth) return (Node.Missing, new(400, "Body is more than 32 elements deep"));
        if (reader.IsEmptyElement) return (new(NodeKind.Text, ""), null);
        var text = new StringBuilder();
        Dictionary<string, Node>? members = null;
        while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA) text.Append(reader.Value);
            if (reader.NodeType == XmlNodeType.ProcessingInstruction) return (Node.Missing, new(400, "Body holds a processing instruction"));
            if (reader.NodeType != XmlNodeType.Element) continue;
            var name = reader.LocalName;
            var (child, fault) = Element(reader);
            if (fault is not null) return (child, fault);
            Put(members ??= new(StringComparer.Ordinal), name, child);
        }
        if (members is not null) return (new(members), null);
        var value = text.ToString();
        return JsonNotation.TextFault(value) is { } wrong ? (Node.Missing, wrong) : (new(NodeKind.Text, value), null);
    }

    private static void Put(Dictionary<string, Node> members, string name, Node child)
    {
        if (!members.TryGetValue(name, out var before)) members[name] = child;
        else if (before.Kind == NodeKind.List) before.Add(child);
        else members[name] = new Node([before, child]);
    }

    public static byte[] Write(Doc doc)
    {
        var stream = new MemoryStream();
        stream.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"u8);
        using (var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true }))
        {
            foreach (var (name, value) in doc.Fields) Write(writer, name, value);
        }
        return stream.ToArray();
    }

    private static void Write(XmlWriter writer, string name, object? value)
    {
        if (value is Native native) value = native.Value;
        if (value is System.Collections.IEnumerable list and not string and not Doc)
        {
            foreach (var item in list) Write(writer, name, item);
            return;
        }
        writer.WriteStartElement(name);
        if (value is Doc doc)
            foreach (var (inner, of) in doc.Fields) Write(writer, inner, of);
        else
            writer.WriteString(Doc.Text(value));
        writer.WriteEndElement();
    }
}
