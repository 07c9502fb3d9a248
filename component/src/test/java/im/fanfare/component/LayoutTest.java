package im.fanfare.component;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

/** The plan of the house, as a test. */
@AnalyzeClasses(
        packages = "im.fanfare",
        importOptions = {ImportOption.DoNotIncludeTests.class, LayoutTest.NoTestJars.class})
class LayoutTest {
    /** What modules lend one another for their tests. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String[] XML = {"javax.xml.stream..", "com.ctc.wstx..", "org.codehaus.stax2..", "org.w3c.dom.."
    };

    @ArchTest
    static final ArchRule theRulesNeedNothingButJava = classes()
            .that()
            .resideInAnyPackage("im.fanfare.pubsub..", "im.fanfare.stanza..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("im.fanfare.pubsub..", "im.fanfare.stanza..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule theRulesAskNoClock = noClasses()
            .that()
            .resideInAPackage("im.fanfare.pubsub..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class);

    @ArchTest
    static final ArchRule theRulesDrawNoLots = noClasses()
            .that()
            .resideInAPackage("im.fanfare.pubsub..")
            .should()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.util.Random.class);

    @ArchTest
    static final ArchRule theRulesKnowNoXml = noClasses()
            .that()
            .resideInAPackage("im.fanfare.pubsub..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("im.fanfare.stanza..");

    @ArchTest
    static final ArchRule nodesDoNotKnowTheFanout = noClasses()
            .that()
            .resideInAPackage("im.fanfare.cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("im.fanfare.fanout..");

    @ArchTest
    static final ArchRule theFanoutDoesNotKnowNodes = noClasses()
            .that()
            .resideInAPackage("im.fanfare.fanout..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("im.fanfare.cluster..");

    @ArchTest
    static final ArchRule nobodyLooksBackAtTheEdge = noClasses()
            .that()
            .resideInAnyPackage(
                    "im.fanfare.pubsub..",
                    "im.fanfare.stanza..",
                    "im.fanfare.schema..",
                    "im.fanfare.cluster..",
                    "im.fanfare.fanout..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("im.fanfare.component..");

    @ArchTest
    static final ArchRule onlyTheLinkAndPortableFilesReadXml = noClasses()
            .that()
            .resideOutsideOfPackages("im.fanfare.component.link..", "im.fanfare.component.portable..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(XML);

    @ArchTest
    static final ArchRule onlyTheSchemaKnowsCassandra = noClasses()
            .that()
            .resideOutsideOfPackage("im.fanfare.schema..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.datastax..");

    @ArchTest
    static final ArchRule onlyTheSchemaKnowsProtobuf = noClasses()
            .that()
            .resideOutsideOfPackage("im.fanfare.schema..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.google.protobuf..", "im.fanfare.schema.proto..");

    @ArchTest
    static final ArchRule onlySpansKnowOpenTelemetry = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("im.fanfare.schema.Span")
            .and()
            .doNotHaveFullyQualifiedName("im.fanfare.schema.Tracing")
            .and()
            .doNotHaveFullyQualifiedName("im.fanfare.component.Telemetry")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.opentelemetry..");

    @ArchTest
    static final ArchRule theSchemaKnowsNoActors = noClasses()
            .that()
            .resideInAPackage("im.fanfare.schema..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.pekko..");

    @ArchTest
    static final ArchRule theWordsOfThePubsubRoomStayOutOfTheLink = noClasses()
            .that()
            .resideInAPackage("im.fanfare.component.link..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "im.fanfare.component.pubsub..",
                    "im.fanfare.schema..",
                    "im.fanfare.cluster..",
                    "org.apache.pekko..");

    @ArchTest
    static final ArchRule whatIsEmbeddedStaysOutOfProduction = noClasses()
            .that()
            .resideInAPackage("im.fanfare.component..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("im.fanfare.embedded..", "im.fanfare.quickstart..");

    @ArchTest
    static final ArchRule noDumpingGrounds = noClasses()
            .should()
            .haveNameMatching(".*(Utils?|Helper|Manager|Impl|Factory)")
            .orShould()
            .haveNameMatching("im\\.fanfare\\.(?!schema\\.proto).*\\.(Abstract|Base)[A-Z]\\w+");
}
