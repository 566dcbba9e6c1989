import Glibc

/// Prints a line at once: a measurement takes minutes, and its output is often read by `tee`.
func say(_ line: String) {
    print(line)
    fflush(nil)
}
