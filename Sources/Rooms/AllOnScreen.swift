/// Limits of a conference in which everybody sees and hears everybody (L1, `PxP`).
public enum AllOnScreen {
    /// People, recorders and bots together.
    public static let participantsMaximum = 36
}
