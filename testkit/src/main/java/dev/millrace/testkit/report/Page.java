package dev.millrace.testkit.report;

import dev.millrace.testkit.history.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What all pages share: one file with its own style and script, and a policy that lets it load nothing. */
final class Page {

    private final StringBuilder body = new StringBuilder();
    private final String title;
    private String script = "";

    Page(String title) {
        this.title = title;
        body.append("<h1>").append(Text.html(title)).append("</h1>\n");
    }

    Page add(String html) {
        body.append(html);
        return this;
    }

    /** A script of our own; it runs after the body is there. */
    Page script(String code) {
        script = code;
        return this;
    }

    Page verdict(Verdict verdict, String wrong) {
        return switch (verdict) {
            case Verdict.Violation violation -> verdict("bad", wrong, violation.reason());
            case Verdict.Linearizable _ -> verdict("good", "Sound", "Nothing wrong was found.");
            case Verdict.GaveUp gaveUp -> verdict("open", "Not decided", gaveUp.reason());
        };
    }

    Page verdict(String kind, String word, String sentence) {
        body.append("<p class=\"verdict ").append(kind).append("\" role=\"status\"><strong>").append(Text.html(word))
                .append("</strong>").append(Text.html(sentence)).append("</p>\n");
        return this;
    }

    Page beginFacts() {
        return add("<dl class=\"facts\">\n");
    }

    Page fact(String name, String value) {
        return add("<dt>" + Text.html(name) + "</dt><dd>" + Text.html(value) + "</dd>\n");
    }

    Page endFacts() {
        return add("</dl>\n");
    }

    Page replay(String line) {
        return add("<div class=\"replay\"><span>Replay</span><code id=\"replay\" tabindex=\"0\">" + Text.html(line)
                + "</code><button type=\"button\" id=\"copy\">Copy</button></div>\n");
    }

    Page notes(Iterable<String> notes) {
        StringBuilder list = new StringBuilder();
        notes.forEach(note -> list.append("<li>").append(Text.html(note)).append("</li>\n"));
        return list.isEmpty() ? this : add("<ul class=\"notes\">\n" + list + "</ul>\n");
    }

    /** Text as it is, under a line that opens it. */
    Page preformatted(String heading, String text, boolean open) {
        return add("<details" + (open ? " open" : "") + "><summary>" + Text.html(heading)
                + "</summary><pre tabindex=\"0\">" + Text.html(text) + "</pre></details>\n");
    }

    String html() {
        String policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
                + (script.isEmpty() ? "" : "; script-src '" + Text.scriptHash(script) + "'");
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<link rel=\"icon\" href=\"data:,\">\n"
                + "<title>" + Text.html(title) + "</title>\n<style>\n" + Text.resource("page.css") + "</style>\n"
                + "</head>\n<body>\n" + body
                + (script.isEmpty() ? "" : "<script>" + script + "</script>\n") + "</body>\n</html>\n";
    }

    static void write(String html, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, html, StandardCharsets.UTF_8);
    }
}
