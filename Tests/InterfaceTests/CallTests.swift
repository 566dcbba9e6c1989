import Canvas
import Interface
import Rooms
import Testing
import Units

struct CallTests {
    @Test func showsPicturesNamesAndWhoIsMuted() {
        let screen = Screen.inCall()
        let canvas = screen.canvas
        #expect(Set(canvas.videos.map(\.source)) == [1, 2])
        for video in canvas.videos {
            #expect(canvas.area.intersection(video.area) == video.area)
        }
        #expect(screen.shows("alice (you)"))
        #expect(screen.shows("bob (muted)"))
        #expect(screen.style(of: "  bob (muted)") == Theme.standard[.callMuted])
        #expect(screen.text.filter { $0.contains("carol") }.count >= 2)
        #expect(screen.status.contains("end to end"))
        #expect(screen.status.contains("mic on"))
    }

    @Test func marksWhoSpeaksAndForgetsAfterSilence() {
        var screen = Screen.inCall()
        screen.send(.levels([1: 20, 3: 90, 77: 0]))
        #expect(screen.shows("● alice (you)"))
        #expect(!screen.shows("● carol"))
        #expect(screen.state.deadline == screen.now + .milliseconds(600))
        screen.pass(.milliseconds(600))
        #expect(!screen.shows("● alice"))
        #expect(screen.state.deadline == nil)
    }

    @Test func theSizesOfPicturesAreToldWhenTheyChange() {
        var screen = Screen.ready()
        screen.send(.joined(.meeting()))
        let first = screen.takeAll().compactMap(\.tiles)
        #expect(first.count == 1)
        #expect(first.first?.map(\.participant) == [1, 2])
        screen.type("words")
        #expect(screen.takeAll().compactMap(\.tiles).isEmpty)
        screen.send(.resize(columns: 120, rows: 40))
        #expect(screen.takeAll().compactMap(\.tiles).count == 1)
        screen.keys("ctrl+u", "f2", "f2")
        #expect(screen.takeAll().compactMap(\.tiles).last == [])
        #expect(screen.canvas.videos.isEmpty)
        screen.keys("f2")
        screen.send(.left(reason: nil))
        #expect(screen.takeAll().compactMap(\.tiles).last == [])
    }

    @Test func everyPictureHasTheSizeThatWasTold() {
        for count in 1...36 {
            var screen = Screen.ready(200, 60)
            var view = ConferenceView.meeting()
            view.participants = (1...UInt32(count)).map {
                ParticipantView(id: $0, name: "p\($0)", isMicrophoneOn: true, isCameraOn: true)
            }
            screen.send(.joined(view))
            let told = screen.takeAll().compactMap(\.tiles).last ?? []
            let drawn = screen.canvas.videos.map {
                TileSize(participant: $0.source, columns: $0.area.columns, rows: $0.area.rows)
            }
            #expect(told == drawn)
            #expect(told.count == count)
            let videos = screen.canvas.videos
            for (index, one) in videos.enumerated() {
                for other in videos.dropFirst(index + 1) {
                    #expect(one.area.intersection(other.area).isEmpty)
                }
            }
        }
    }

    @Test func lettersAreSwitchesOutsideTheLineOnly() {
        var screen = Screen.inCall()
        screen.keys("M", "space", "v")
        #expect(screen.take() == [.microphone(false), .microphone(false), .camera(false)])
        screen.keys("enter")
        screen.type("Very Much")
        #expect(screen.take() == [])
        #expect(screen.line.hasPrefix("#team> Very Much"))
        screen.keys("alt+m", "alt+v")
        #expect(screen.take() == [.microphone(false), .camera(false)])
        screen.keys("ctrl+u", "escape", "M")
        #expect(screen.take() == [.microphone(false)])
    }

    @Test func outsideACallLettersAreLetters() {
        var screen = Screen.ready()
        screen.type("M v")
        screen.keys("alt+m")
        #expect(screen.take() == [])
        #expect(screen.line.hasPrefix("#team> M v"))
        #expect(screen.shows("you are not in a conference"))
    }

    @Test func neverEndsACallWithoutAQuestion() {
        var screen = Screen.inCall()
        screen.keys("ctrl+c")
        #expect(screen.shows("leave the call?"))
        screen.keys("x", "enter", "n", "ctrl+c", "escape", "ctrl+c", "ctrl+c")
        #expect(screen.take() == [])
        #expect(!screen.shows("leave the call?"))
        screen.keys("ctrl+c", "y")
        #expect(screen.take() == [.leave])
        screen.send(.left(reason: nil))
        screen.keys("ctrl+c")
        #expect(screen.shows("quit Conclave?"))
        screen.keys("y")
        #expect(screen.take() == [.quit])
    }

    @Test func saysWhoRecords() {
        var screen = Screen.inCall()
        let recorder = ParticipantView(
            id: 9, name: "archive", kind: .recorder, isMicrophoneOn: false, isCameraOn: false)
        screen.send(.participantJoined(recorder))
        #expect(screen.shows("archive is recording this conference"))
        #expect(screen.status.contains("REC by archive"))
        screen.send(.participantLeft(9))
        #expect(!screen.status.contains("REC"))
    }

    @Test func aChangeOfEncryptionIsALineAndASound() {
        var screen = Screen.inCall(80, 40)
        #expect(screen.shows("-- │ sound and picture are encrypted end"))
        screen.send(.encryption(.endToEndVerified))
        #expect(screen.take() == [.bell])
        #expect(screen.status.contains("end to end, verified"))
        #expect(screen.shows("to end, verified"))
    }

    @Test func theWordsAreAskedAboutAndTheAnswerCounts() {
        var screen = Screen.inCall(80, 40)
        let words = WordsView(
            words: ["kidney", "section", "worth", "army", "life", "unfair", "drink", "catch"],
            holders: ["you", "bob", "carol's recorder"])
        screen.enter("/verify")
        #expect(screen.take() == [.compareWords])
        screen.send(.wordsToCompare(words))
        #expect(screen.shows("kidney section worth army life unfair drink catch"))
        #expect(screen.shows("carol's recorder"))
        screen.keys("y")
        #expect(screen.take() == [.wordsAreEqual])
        screen.send(.wordsToCompare(words))
        screen.keys("n")
        #expect(screen.take() == [])
        #expect(screen.shows("somebody may be listening in between"))
    }

    /// What is on the screen is not what the others see any more.
    @Test func wordsAreWithdrawnWhenSomebodyComesOrGoes() {
        let newcomer = ParticipantView(
            id: 9, name: "dora", isMicrophoneOn: false, isCameraOn: false)
        for change in [Message.participantJoined(newcomer), .participantLeft(2)] {
            var screen = Screen.inCall(80, 40)
            screen.send(.wordsToCompare(WordsView(words: ["kidney"], holders: ["you"])))
            screen.send(change)
            #expect(!screen.shows("read aloud"))
            #expect(screen.shows("/verify again"))
            screen.keys("y")
            #expect(screen.take() == [])
        }
        var screen = Screen.inCall()
        screen.send(.wordsToCompare(WordsView(words: ["kidney"], holders: ["you"])))
        screen.send(.left(reason: nil))
        #expect(!screen.shows("read aloud"))
    }

    @Test func whoWasRemovedHasNotLeft() {
        var screen = Screen.inCall()
        screen.send(.participantLeft(2, wasRemoved: true))
        #expect(screen.shows("was removed"))
    }

    /// Invited from outside into a conference that shares its chat: one sees and hears.
    @Test func whoIsNotInTheChatWritesNothingIntoIt() {
        var screen = Screen.inCall()
        screen.send(
            .audience(
                AudienceView(
                    label: "without its chat", isPrivate: false, chat: .meeting(.one),
                    includesMe: false)))
        _ = screen.take()
        screen.enter("/plain-text hello")
        #expect(screen.take() == [])
        #expect(screen.shows("its chat is not yours to write in"))
        #expect(screen.status.contains("without its chat"))
    }

    @Test func invitesToAConferenceAndEndsIt() {
        var screen = Screen.ready()
        let summary = ConferenceSummary(
            id: .one, chat: .ops, isUnlinked: false, startedBy: "carol", participantCount: 1)
        screen.send(.conferenceStarted(summary))
        #expect(screen.take() == [.bell])
        #expect(screen.shows("carol started a conference in #ops: /join k7f2-mq9x-d3tv"))
        #expect(screen.text.contains { $0.hasPrefix("3 #ops") && $0.contains("●") })
        screen.send(.conferenceEnded(.one))
        #expect(!screen.text.contains { $0.hasPrefix("3 #ops") && $0.contains("●") })
    }

    @Test func whoComesBackKeepsTheTileAndNothingIsSaid() {
        var screen = Screen.inCall()
        let before = screen.text
        screen.send(
            .participantReturned(
                from: 2,
                ParticipantView(
                    id: 77, name: "bob", isMicrophoneOn: false, isCameraOn: true)))
        #expect(screen.text == before)
        #expect(Set(screen.canvas.videos.map(\.source)) == [1, 77])
    }

    @Test func saysWhenTheNetworkIsSlow() {
        var screen = Screen.inCall(120, 30)
        screen.send(.network(NetworkState(delay: .milliseconds(420), remark: "picture reduced")))
        #expect(screen.status.contains("delay 420 ms"))
        #expect(screen.status.contains("picture reduced"))
        screen.send(.network(NetworkState(delay: .milliseconds(80))))
        #expect(!screen.status.contains("delay"))
    }

    @Test func noPictureIsPaintedOverHelp() {
        var screen = Screen.inCall()
        screen.keys("f1")
        #expect(screen.canvas.videos.isEmpty)
        #expect(screen.shows("Keys everywhere"))
        screen.keys("escape")
        #expect(screen.canvas.videos.count == 2)
    }

    @Test func aReconnectKeepsThePlaceOfTheKeys() {
        var screen = Screen.inCall()
        screen.keys("enter")
        screen.send(.joined(.meeting()))
        screen.type("Moment")
        #expect(screen.take() == [])
    }
}

extension Effect {
    fileprivate var tiles: [TileSize]? {
        if case .tiles(let tiles) = self { tiles } else { nil }
    }
}
