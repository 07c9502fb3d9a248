package im.fanfare.stanza;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An XML element that never changes.
 *
 * <p>Prefixes are not kept: an element is its local name and its namespace. An attribute's key is its local name, or
 * {@code {namespace}name} where it has a namespace, or {@code xml:lang} and its like.
 */
public record XmlElement(String name, String namespace, Map<String, String> attributes, List<XmlNode> content)
        implements XmlNode {
    public XmlElement {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        content = List.copyOf(content);
    }

    public static XmlElement of(String name, String namespace, XmlNode... content) {
        return new XmlElement(name, namespace, Map.of(), List.of(content));
    }

    public static XmlElement text(String name, String namespace, String text) {
        return of(name, namespace, new XmlText(text));
    }

    public XmlElement with(String attribute, String value) {
        Map<String, String> changed = new LinkedHashMap<>(attributes);
        changed.put(attribute, value);
        return new XmlElement(name, namespace, changed, content);
    }

    public XmlElement with(String attribute, Optional<String> value) {
        return value.map(present -> with(attribute, present)).orElse(this);
    }

    public XmlElement with(XmlNode child) {
        List<XmlNode> changed = new ArrayList<>(content);
        changed.add(child);
        return new XmlElement(name, namespace, attributes, changed);
    }

    public XmlElement with(Iterable<? extends XmlNode> children) {
        List<XmlNode> changed = new ArrayList<>(content);
        children.forEach(changed::add);
        return new XmlElement(name, namespace, attributes, changed);
    }

    public boolean is(String otherName, String otherNamespace) {
        return name.equals(otherName) && namespace.equals(otherNamespace);
    }

    public Optional<String> attribute(String key) {
        return Optional.ofNullable(attributes.get(key));
    }

    /** The child elements, without the text between them. */
    public List<XmlElement> children() {
        List<XmlElement> children = new ArrayList<>(content.size());
        for (XmlNode node : content) {
            if (node instanceof XmlElement child) {
                children.add(child);
            }
        }
        return children;
    }

    public List<XmlElement> children(String childName, String childNamespace) {
        return children().stream()
                .filter(child -> child.is(childName, childNamespace))
                .toList();
    }

    public Optional<XmlElement> child(String childName, String childNamespace) {
        return children(childName, childNamespace).stream().findFirst();
    }

    /** The child of that name in this element's own namespace. */
    public Optional<XmlElement> child(String childName) {
        return child(childName, namespace);
    }

    /** The text directly inside, without that of children. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (XmlNode node : content) {
            if (node instanceof XmlText characters) {
                text.append(characters.value());
            }
        }
        return text.toString();
    }

    /** As a document of its own, which may stand anywhere: the namespace is declared, be it none. */
    public String toXml() {
        return toXml(XmlWriter.NOWHERE);
    }

    /** As it stands inside an element whose default namespace is {@code inherited}. */
    public String toXml(String inherited) {
        StringBuilder xml = new StringBuilder(256);
        XmlWriter.write(this, inherited, xml);
        return xml.toString();
    }

    @Override
    public String toString() {
        return toXml();
    }
}
