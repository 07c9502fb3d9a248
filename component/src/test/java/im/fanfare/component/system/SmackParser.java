package im.fanfare.component.system;

import org.jivesoftware.smack.xml.stax.StaxXmlPullParserFactory;

/**
 * Has Smack read XML with the JDK's parser, as it does in programs that have no other.
 *
 * <p>COMPAT(Smack 4.5.0-beta5): with Woodstox, which is on our class path, an assertion of Smack's fails at every element
 * that it does not know, for Woodstox says "" and the JDK null where a namespace has no prefix.
 */
final class SmackParser {
    private static final String PROPERTY = "javax.xml.stream.XMLInputFactory";

    private SmackParser() {}

    /** Smack chooses once, when its factory is first used. */
    static synchronized void isTheJdks() throws ClassNotFoundException {
        System.setProperty(PROPERTY, "com.sun.xml.internal.stream.XMLInputFactoryImpl");
        try {
            Class.forName(StaxXmlPullParserFactory.class.getName());
        } finally {
            System.clearProperty(PROPERTY);
        }
    }
}
