/// The sine, which the standard library does not have and a core imports from nowhere else.
enum Sine {
    /// The sine of so many whole turns; exact to 1e-9, for tones and filters.
    static func ofTurns(_ turns: Double) -> Double {
        // Into -0.5…0.5 turns, then by symmetry into a quarter, where the series is short.
        var part = turns - turns.rounded()
        if part > 0.25 { part = 0.5 - part } else if part < -0.25 { part = -0.5 - part }
        let angle = part * 2 * Double.pi
        let square = angle * angle
        var term = angle
        var sum = angle
        for index in 1...7 {
            term *= -square / Double(2 * index * (2 * index + 1))
            sum += term
        }
        return sum
    }

    static func cosineOfTurns(_ turns: Double) -> Double {
        self.ofTurns(turns + 0.25)
    }
}
