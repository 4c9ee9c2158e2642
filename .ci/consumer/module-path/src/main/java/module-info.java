/** A user of Millrace. */
module consumer {
    requires dev.millrace.channels;
}
