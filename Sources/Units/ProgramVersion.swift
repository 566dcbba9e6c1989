/// The version of both programs: `--version`, the log's first line, the wire's diagnostics.
public enum ProgramVersion {
    public static let text = "0.1.0"
}
