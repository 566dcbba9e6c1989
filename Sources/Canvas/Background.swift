/// What text stands on when nothing else is said: the terminal's own background.
public enum Background: Sendable, Hashable {
    case dark, light

    /// A colour of 0…1 a channel, as the eye weighs it (BT.709): light from half the brightness on.
    public init(red: Double, green: Double, blue: Double) {
        self = 0.2126 * red + 0.7152 * green + 0.0722 * blue >= 0.5 ? .light : .dark
    }
}
