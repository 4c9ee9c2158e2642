package dev.millrace.examples.words;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes such as 4096, 256k, 16m or 1g, and writes them. */
final class ByteSize implements ITypeConverter<Long> {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kmg]?)", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "kmg";

    @Override
    public Long convert(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new TypeConversionException("size=" + text + " (expected: bytes, as 4096, 256k, 16m or 1g)");
        }
        String unit = size.group(2).toLowerCase(Locale.ROOT);
        return Long.parseLong(size.group(1)) << (10 * (unit.isEmpty() ? 0 : UNITS.indexOf(unit) + 1));
    }

    /** A size for people, as 1.5 MiB. */
    static String format(long bytes) {
        if (bytes < 1 << 10) {
            return bytes + " bytes";
        }
        int exponent = bytes < 1 << 20 ? 1 : bytes < 1 << 30 ? 2 : 3;
        double value = (double) bytes / (1L << (10 * exponent));
        return String.format(Locale.ROOT, "%.1f %siB", value, "KMG".charAt(exponent - 1));
    }
}
