package dev.millrace.examples.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "4096, 4096", "3k, 3072", "2M, 2097152", "999999999g, 1073741822926258176"})
    void convert_size_isInBytes(String text, long bytes) {
        assertThat(new ByteSize().convert(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "1kb", "1 k", "1t", "9999999999"})
    void convert_somethingElse_saysWhatIsExpected(String text) {
        assertThatThrownBy(() -> new ByteSize().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("size=" + text + " (expected: ");
    }

    @ParameterizedTest
    @CsvSource({"1023, 1023 bytes", "1024, 1.0 KiB", "1572864, 1.5 MiB", "1099511627776, 1024.0 GiB"})
    void format_bytes_isForPeople(long bytes, String text) {
        assertThat(ByteSize.format(bytes)).isEqualTo(text);
    }
}
