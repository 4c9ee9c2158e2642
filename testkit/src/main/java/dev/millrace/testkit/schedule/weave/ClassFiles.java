package dev.millrace.testkit.schedule.weave;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import org.jspecify.annotations.Nullable;

/** Finds class files where the parent loader finds classes: class path, module path and the JDK. */
final class ClassFiles {

    private final ClassLoader parent;
    private final boolean copiesJdk;

    ClassFiles(ClassLoader parent, boolean copiesJdk) {
        this.parent = parent;
        this.copiesJdk = copiesJdk;
    }

    /** The class file as woven code sees it, with copied classes under their new names; null if there is none. */
    byte @Nullable [] read(String internalName) {
        boolean copy = JdkCopies.isCopy(internalName);
        byte[] found = bytes((copy ? JdkCopies.original(internalName) : internalName) + ".class");
        return found == null || (!copy && internalName.startsWith("java/"))
                ? found
                : ConstantPool.rename(found, copy ? JdkCopies::renameInCopy : this::rename);
    }

    /** A name, a descriptor or a signature as woven code has it. */
    String rename(String text) {
        return copiesJdk ? JdkCopies.rename(text) : JdkCopies.renameRandom(text);
    }

    private byte @Nullable [] bytes(String resource) {
        try (InputStream in = parent.getResourceAsStream(resource)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("weaving: resource=" + resource + " (expected: readable)", e);
        }
    }

    /**
     * Where a class comes from. Certificates are left out: what is woven is not what was signed.
     */
    @Nullable ProtectionDomain domain(String internalName) {
        String resource = internalName + ".class";
        URL found = parent.getResource(resource);
        if (found == null) {
            return null;
        }
        return new ProtectionDomain(new CodeSource(root(found, resource), (Certificate @Nullable []) null), null);
    }

    /** The jar or the folder that holds the resource. */
    private static URL root(URL found, String resource) {
        String text = found.toString();
        String root = text.substring(0, text.length() - resource.length());
        if (root.startsWith("jar:") && root.endsWith("!/")) {
            root = root.substring("jar:".length(), root.length() - "!/".length());
        }
        try {
            return new URI(root).toURL();
        } catch (URISyntaxException | MalformedURLException | IllegalArgumentException e) {
            return found;
        }
    }
}
