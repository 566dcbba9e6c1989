/// What a person did with the mouse, and over which cell.
///
/// Terminals keep the mouse to themselves while shift is held, so that text can be selected.
public struct MouseEvent: Sendable, Hashable {
    public enum Button: Sendable, Hashable {
        case left, middle, right
    }

    public enum Action: Sendable, Hashable {
        case press(Button)
        case release(Button)
        /// Moved to another cell while a button is held.
        case drag(Button)
        case wheelUp, wheelDown, wheelLeft, wheelRight
    }

    public var action: Action
    public var point: Point
    /// What is held on the keyboard.
    public var modifiers: Key.Modifiers

    public init(_ action: Action, at point: Point, _ modifiers: Key.Modifiers = []) {
        self.action = action
        self.point = point
        self.modifiers = modifiers
    }
}
