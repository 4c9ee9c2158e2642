package dev.millrace.testkit.report;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Chromium without a window, driven by chromedriver in the language of WebDriver. One thread uses it. */
final class Browser implements AutoCloseable {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Pattern PORT = Pattern.compile("on port (\\d+)");
    private static final Pattern SESSION = Pattern.compile("\"sessionId\":\"([^\"]+)\"");
    private static final String BEFORE_TEXT = "{\"value\":\"";
    private static final String AFTER_TEXT = "\"}";
    private static final Pattern URL = Pattern.compile("\\\\\"url\\\\\":\\\\\"(.*?)\\\\\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process driver;
    private final String base;
    private final Path pictures;
    private final String session;

    Browser(Path profile, Path pictures) throws IOException, InterruptedException {
        this.pictures = pictures;
        Files.createDirectories(pictures);
        driver = new ProcessBuilder(onPath(List.of("chromedriver")), "--port=0").redirectErrorStream(true).start();
        String port = port();
        Thread.ofVirtual().start(() -> drain(driver));
        base = "http://127.0.0.1:" + port + "/session";
        String flags = Stream.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--user-data-dir=" + profile).map(Text::json).collect(Collectors.joining(","));
        String answer = send("POST", base, "{\"capabilities\":{\"alwaysMatch\":{\"browserName\":\"chrome\","
                + "\"goog:loggingPrefs\":{\"browser\":\"ALL\",\"performance\":\"ALL\"},"
                + "\"goog:chromeOptions\":{\"binary\":" + Text.json(onPath(NAMES)) + ",\"args\":[" + flags + "]}}}}");
        Matcher session = SESSION.matcher(answer);
        if (!session.find()) {
            throw new IOException("chromedriver: " + answer);
        }
        this.session = base + "/" + session.group(1);
    }

    private String port() throws IOException {
        BufferedReader lines = driver.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher port = PORT.matcher(line);
            if (line.contains("started successfully") && port.find()) {
                return port.group(1);
            }
        }
        throw new IOException("chromedriver ended before it listened");
    }

    private static void drain(Process process) {
        try {
            process.inputReader(StandardCharsets.UTF_8).lines().forEach(_ -> {});
        } catch (UncheckedIOException e) {
            // It is closed: there is nobody left to be held up.
        }
    }

    private static String onPath(List<String> names) {
        return names.stream().flatMap(name -> Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))).filter(Files::isExecutable).findFirst()
                .orElseThrow(() -> new IllegalStateException("browser: " + names
                        + " not found (expected: one on the PATH); install Debian's chromium and chromium-driver"))
                .toString();
    }

    // ---- what a test does

    /** Opens a page that was written to this file, in a window of this size. */
    Browser open(Path page, int width, int height, boolean dark) {
        post("/goog/cdp/execute", "{\"cmd\":\"Emulation.setEmulatedMedia\",\"params\":{\"features\":"
                + "[{\"name\":\"prefers-color-scheme\",\"value\":\"" + (dark ? "dark" : "light") + "\"}]}}");
        post("/goog/cdp/execute", "{\"cmd\":\"Emulation.setDeviceMetricsOverride\",\"params\":{\"width\":" + width
                + ",\"height\":" + height + ",\"deviceScaleFactor\":1,\"mobile\":false}}");
        post("/url", "{\"url\":" + Text.json(page.toUri().toString()) + "}");
        return this;
    }

    /** What the expression gives, as text; it may be a promise. */
    String eval(String expression) {
        String answer = post("/execute/async", "{\"script\":"
                + Text.json("const done = arguments[0]; Promise.resolve().then(() => (" + expression
                        + ")).then(v => done(String(v)), e => done('threw ' + e));")
                + ",\"args\":[]}");
        return text(answer);
    }

    double number(String expression) {
        return Double.parseDouble(eval(expression));
    }

    /** After the next two frames are drawn. */
    Browser settle() {
        eval("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0))))");
        return this;
    }

    /** Moves the pointer to the middle of what the selector finds first. */
    Browser hover(String selector) {
        String at = eval("(b => Math.round(b.x + b.width / 2) + ',\"y\":' + Math.round(b.y + b.height / 2))(document"
                + ".querySelector(" + Text.json(selector) + ").getBoundingClientRect())");
        post("/actions",
                "{\"actions\":[{\"type\":\"pointer\",\"id\":\"mouse\",\"parameters\":{\"pointerType\":\"mouse\"},"
                        + "\"actions\":[{\"type\":\"pointerMove\",\"duration\":0,\"x\":" + at + "}]}]}");
        return settle();
    }

    /** Presses a key and lets it go. */
    Browser press(String key) {
        String quoted = Text.json(key);
        post("/actions", "{\"actions\":[{\"type\":\"key\",\"id\":\"keys\",\"actions\":[{\"type\":\"keyDown\",\"value\":"
                + quoted + "},{\"type\":\"keyUp\",\"value\":" + quoted + "}]}]}");
        return settle();
    }

    /** What the console has said since the last time; empty if nothing. */
    String console() {
        String log = post("/se/log", "{\"type\":\"browser\"}");
        return log.equals("{\"value\":[]}") ? "" : log;
    }

    /** Every address that was asked for since the last time, but for the browser's own pages. */
    List<String> requests() {
        return Arrays.stream(post("/se/log", "{\"type\":\"performance\"}").split("Network.requestWillBeSent\\\\\"", -1))
                .skip(1).map(URL::matcher).filter(Matcher::find).map(url -> url.group(1))
                .filter(url -> !url.startsWith("chrome:")).toList();
    }

    Browser picture(String name) throws IOException {
        Files.write(pictures.resolve(name + ".png"),
                Base64.getDecoder().decode(text(send("GET", session + "/screenshot", ""))));
        return this;
    }

    @Override
    public void close() {
        try {
            send("DELETE", session, "");
        } finally {
            driver.destroy();
        }
    }

    // ---- WebDriver

    private String post(String command, String body) {
        String answer = send("POST", session + command, body);
        if (answer.startsWith("{\"value\":{\"error\"")) {
            throw new AssertionError(command + ": " + answer);
        }
        return answer;
    }

    private String send(String method, String address, String body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(60))
                    .method(method, body.isEmpty()
                            ? HttpRequest.BodyPublishers.noBody()
                            : HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(String answer) {
        if (!answer.startsWith(BEFORE_TEXT) || !answer.endsWith(AFTER_TEXT)) {
            throw new AssertionError("no text: " + answer);
        }
        return unescaped(answer.substring(BEFORE_TEXT.length(), answer.length() - AFTER_TEXT.length()));
    }

    private static String unescaped(String json) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char next = json.charAt(++i);
            switch (next) {
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'u' -> {
                    out.append((char) Integer.parseInt(json, i + 1, i + 5, 16));
                    i += 4;
                }
                default -> out.append(next);
            }
        }
        return out.toString();
    }
}
