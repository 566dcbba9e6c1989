import Testing
import Units
import Wire

@testable import ClientRuntime

struct SwitchPointTests {
    @Test func aLayerThatWaitsIsAskedForOnceASecond() {
        var requests = SwitchPointRequests()
        var asked: [Int] = []
        for millisecond in 0...2000 {
            let now = Instant.start + .milliseconds(millisecond)
            if requests.shouldAsk(7, layer: 1, at: now) { asked.append(millisecond) }
        }
        #expect(asked == [0, 1000, 2000])
    }

    @Test func everyParticipantAndLayerHasItsOwnSecond() {
        var requests = SwitchPointRequests()
        #expect(requests.shouldAsk(7, layer: 1, at: .start) == true)
        #expect(requests.shouldAsk(7, layer: 0, at: .start) == true)
        #expect(requests.shouldAsk(8, layer: 1, at: .start) == true)
        #expect(requests.shouldAsk(8, layer: 1, at: .start) == false)
    }

    @Test func aStreamThatBeginsAnewMayAskAtOnce() {
        var requests = SwitchPointRequests()
        #expect(requests.shouldAsk(7, layer: 1, at: .start) == true)
        #expect(requests.shouldAsk(8, layer: 1, at: .start) == true)
        requests.forget(7)
        #expect(requests.shouldAsk(7, layer: 1, at: .start) == true)
        #expect(requests.shouldAsk(8, layer: 1, at: .start) == false)
    }

    @Test func aKeyAskedForWhileNobodyLooksIsGivenToWhoLooksNext() throws {
        let demand = CameraDemand()
        demand.want(highestLayer: 0)
        _ = demand.take()
        demand.want(highestLayer: -1)
        demand.wantSwitchPoint(layer: 0)
        demand.wantSwitchPoint(layer: 1)
        #expect(demand.take() == nil)
        demand.want(highestLayer: 1)
        let order = try #require(demand.take())
        #expect(order.isKey)
        #expect(order.switchPoints == [1])
        let next = try #require(demand.take())
        #expect(!next.isKey)
        #expect(next.switchPoints.isEmpty)
    }

    @Test func aSwitchPointOfALayerThatIsNotCodedStaysWanted() throws {
        let demand = CameraDemand()
        demand.want(highestLayer: 0)
        demand.wantSwitchPoint(layer: 2)
        #expect(try #require(demand.take()).switchPoints.isEmpty)
        demand.want(highestLayer: 2)
        #expect(try #require(demand.take()).switchPoints == [2])
    }

    @Test func layersThatNoStreamHasAreNotWanted() throws {
        let demand = CameraDemand()
        demand.want(highestLayer: Int(Int32.max))
        for layer in [-1, MediaHeader.layerCountMaximum, Int(UInt32.max)] {
            demand.wantSwitchPoint(layer: layer)
        }
        let order = try #require(demand.take())
        #expect(order.highestLayer == MediaHeader.layerCountMaximum - 1)
        #expect(order.switchPoints.isEmpty)
    }

    @Test func ourOwnLinkBoundsWhatTheOthersMayWant() throws {
        let demand = CameraDemand()
        demand.want(highestLayer: 2)
        demand.carry(highestLayer: 1)
        demand.keep(to: .kilobits(300))
        let order = try #require(demand.take())
        #expect(order.highestLayer == 1)
        #expect(order.target == .kilobits(300))
        demand.carry(highestLayer: -1)
        #expect(demand.take() == nil)
        // After a pause of ours nobody has anything to go on from.
        demand.carry(highestLayer: 2)
        #expect(try #require(demand.take()).isKey)
    }
}
