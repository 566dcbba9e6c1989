import Rooms
import Testing

struct SummonsTests {
    private static let bob = AccountName.named("bob")
    private static let carol = AccountName.named("carol")

    @Test func fromAPrivateChatTheOtherOneIsCalled() {
        let summons = Summons([], partner: Self.bob)
        #expect(summons.callees == [Self.bob] && summons.kind == .call)
    }

    @Test func whatIsSaidGoesFirst() {
        let kind = Summons([], kind: .lecture, partner: Self.bob)
        #expect(kind.callees == [Self.bob] && kind.kind == .lecture)
        let others = Summons([Self.carol], partner: Self.bob)
        #expect(others.callees == [Self.carol] && others.kind == nil)
    }

    @Test func fromOtherChatsNobodyIsRungUnnamed() {
        #expect(Summons([]) == Summons([], kind: nil, partner: nil))
        #expect(Summons([]).callees == [] && Summons([]).kind == nil)
    }
}
