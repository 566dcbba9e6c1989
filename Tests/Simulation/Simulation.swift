/// A seeded virtual network, clock and peers around the real cores.
public enum Simulation {}
