package dev.tutti.core;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Core is pure: what it decides depends on its arguments alone. */
class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.tutti.core");

    @Test
    void noInputNoOutput() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.nio..", "java.net..", "java.sql..", "javax.sql..", "java.lang.foreign..")
                .check(CORE);
        noClasses()
                .should()
                .dependOnClassesThat(describe("do input or output", type -> type.getPackageName().equals("java.io")
                        // Every record and exception is serializable as far as the language is concerned.
                        && !type.getName().equals("java.io.Serializable")))
                .check(CORE);
    }

    @Test
    void noThreads() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("java.util.concurrent..").check(CORE);
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ThreadLocal")
                .check(CORE);
    }

    @Test
    void noClock() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.InstantSource")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDateTime.class, "now")
                .orShould()
                .callMethod(java.time.ZonedDateTime.class, "now")
                .check(CORE);
    }

    @Test
    void noChanceNoEnvironmentNoPrinting() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.System")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Runtime")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.random..", "java.security..", "org.slf4j..", "java.util.logging..")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .callMethod(java.util.Collections.class, "shuffle", java.util.List.class)
                .check(CORE);
    }

    @Test
    void nothingButTheLanguageAndItself() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "dev.tutti.core..", "org.jspecify..")
                .check(CORE);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.tutti.core.(*)..").should().beFreeOfCycles().check(CORE);
    }
}
