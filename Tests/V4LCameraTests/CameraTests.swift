import CVideo4Linux
import Foundation
import Synchronization
import Testing
import Units

@testable import V4LCamera

struct CameraTests {
    private let wish = CameraWish(width: 8, height: 4, frameRate: 30)

    private func kernel(_ code: UInt32 = CVideo4Linux_nv12) -> FakeKernel.State {
        var state = FakeKernel.State()
        state.modes = [.init(code: code, width: 8, height: 4, frameRate: 30)]
        state.picture = (0..<48).map { UInt8($0) }
        return state
    }

    /// Opens the camera, takes pictures, and drops it; what went wrong, if anything.
    private func use(_ kernel: FakeKernel, pictures: Int = 3) -> (
        taken: [Picture?], error: CameraError?
    ) {
        var taken: [Picture?] = []
        do throws(CameraError) {
            var camera = try Camera(path: "/dev/video7", wish: self.wish, system: kernel.system)
            for _ in 0..<pictures { taken.append(try camera.next(timeout: .milliseconds(10))) }
        } catch {
            return (taken, error)
        }
        return (taken, nil)
    }

    private func expectAllGivenBack(_ kernel: FakeKernel) {
        kernel.state.withLock { state in
            #expect(state.openCount == 0)
            #expect(state.mappedCount == 0)
            #expect(!state.isStreaming)
        }
    }

    @Test func aCameraGivesPictureAfterPicture() {
        let kernel = FakeKernel(self.kernel())
        let (taken, error) = self.use(kernel, pictures: 9)
        #expect(error == nil)
        let luma = (0..<32).map { UInt8($0) }
        let blue = stride(from: 32, to: 48, by: 2).map { UInt8($0) }
        #expect(taken.count == 9)
        #expect(taken.allSatisfy { $0?.samples == luma + blue + blue.map { $0 + 1 } })
        self.expectAllGivenBack(kernel)
    }

    @Test func itSaysWhatItIs() throws {
        let kernel = FakeKernel(self.kernel())
        let camera = try Camera(path: "/dev/video7", wish: self.wish, system: kernel.system)
        let name = camera.name
        #expect(name == "Fake camera")
        let shape: [Int] = [camera.width, camera.height, camera.frameRate]
        #expect(shape == [8, 4, 30])
        let devices = V4LDevices.list(kernel.system)
        #expect(devices.count == 64)
        #expect(devices.first == V4LDevice(path: "/dev/video0", name: "Fake camera"))
    }

    @Test(arguments: FakeKernel.Call.allCases, [ENODEV, EBUSY, EACCES, EINVAL, EIO, ENOMEM])
    func aFailureAtAnyStepIsToldAndNothingIsLeftOpen(call: FakeKernel.Call, number: Int32) {
        var state = self.kernel()
        state.failures[call] = (number, 0)
        let kernel = FakeKernel(state)
        let (taken, error) = self.use(kernel)
        self.expectAllGivenBack(kernel)
        // A picture that the driver lost is none; the camera goes on.
        if call == .dequeueBuffer, number == EIO {
            #expect(taken == [nil, nil, nil])
            return
        }
        let path = "/dev/video7"
        switch (call, number) {
        case (.queryCapability, EINVAL): #expect(error == .notACamera(path: path))
        case (.open, ENODEV): #expect(error == .notFound(path: path))
        case (_, ENODEV): #expect(error == .vanished(path: path))
        case (_, EBUSY): #expect(error == .busy(path: path))
        case (_, EACCES): #expect(error == .notPermitted(path: path))
        default:
            guard case .failed(_, let reason)? = error else {
                Issue.record("\(call) failing with \(number) gave \(String(describing: error))")
                return
            }
            let words = unsafe String(cString: strerror(number))
            #expect(reason == words)
        }
    }

    @Test(arguments: 0..<4)
    func aBufferThatCannotBeMappedGivesTheOthersBack(after: Int) {
        for call in [FakeKernel.Call.queryBuffer, .map, .queueBuffer] {
            var state = self.kernel()
            state.failures[call] = (ENOMEM, after)
            let kernel = FakeKernel(state)
            #expect(self.use(kernel).error != nil)
            self.expectAllGivenBack(kernel)
        }
    }

    @Test func anUnpluggedCameraHasVanishedAfterItsLastPicture() {
        var state = self.kernel()
        state.failures[.dequeueBuffer] = (ENODEV, 2)
        let kernel = FakeKernel(state)
        let (taken, error) = self.use(kernel, pictures: 9)
        #expect(taken.count == 2)
        #expect(error == .vanished(path: "/dev/video7"))
        self.expectAllGivenBack(kernel)
    }

    @Test func damagedPicturesAreLeftOutUntilThereIsNothingElse() {
        for damage in 0..<4 {
            var state = self.kernel()
            switch damage {
            case 0: state.flags = UInt32(V4L2_BUF_FLAG_ERROR)
            case 1: state.usedCount = 47
            case 2: state.usedCount = 1 << 31
            default: state.usedCount = 0
            }
            let kernel = FakeKernel(state)
            #expect(self.use(kernel, pictures: 59).taken == Array(repeating: nil, count: 59))
            #expect(self.use(kernel, pictures: 60).error == .vanished(path: "/dev/video7"))
            self.expectAllGivenBack(kernel)
        }
    }

    @Test func aDriverThatLiesIsRefused() {
        var state = self.kernel()
        state.bufferCount = 1
        #expect(
            self.use(FakeKernel(state)).error
                == .failed(call: "VIDIOC_REQBUFS", reason: "1 buffers"))
        state = self.kernel()
        state.bufferLength = .max
        #expect(
            self.use(FakeKernel(state)).error
                == .failed(call: "VIDIOC_QUERYBUF", reason: "4294967295 bytes"))
        state = self.kernel()
        state.bufferIndex = 77
        #expect(self.use(FakeKernel(state)).taken == [nil, nil, nil])
        state = self.kernel()
        state.stride = .max
        #expect(self.use(FakeKernel(state)).taken == [nil, nil, nil])
        state = self.kernel()
        state.capabilities = UInt32(V4L2_CAP_VIDEO_OUTPUT)
        #expect(self.use(FakeKernel(state)).error == .notACamera(path: "/dev/video7"))
    }

    @Test func noFormatWeReadIsToldWithWhatThereIs() {
        let code = UInt32(0x3436_3248)
        let kernel = FakeKernel(self.kernel(code))
        #expect(
            self.use(kernel).error == .noUsableFormat(path: "/dev/video7", offered: ["H264"]))
        self.expectAllGivenBack(kernel)
    }

    @Test func theModeNearestToTheWishIsTaken() throws {
        typealias Mode = FakeKernel.Mode
        let (yuyv, nv12) = (CVideo4Linux_yuyv, CVideo4Linux_nv12)
        let mjpeg = CVideo4Linux_mjpeg
        func best(_ modes: [Mode], _ wish: CameraWish) throws -> CameraMode {
            var state = FakeKernel.State()
            state.modes = modes
            let device = try VideoDevice(path: "/dev/video7", system: FakeKernel(state).system)
            return try device.bestMode(for: wish)
        }
        let wish = CameraWish(width: 640, height: 360, frameRate: 30)
        let small = Mode(code: yuyv, width: 320, height: 180, frameRate: 30)
        let right = Mode(code: yuyv, width: 640, height: 360, frameRate: 30)
        let large = Mode(code: yuyv, width: 1280, height: 720, frameRate: 10)
        #expect(try best([small, large, right], wish).width == 640)
        #expect(try best([small, large], wish).width == 320)
        // A webcam on USB 2: large raw pictures are slow, JPEG ones are not.
        let jpeg = Mode(code: mjpeg, width: 1280, height: 720, frameRate: 30)
        let high = CameraWish(width: 1280, height: 720, frameRate: 30)
        #expect(try best([right, large, jpeg], high).pixels == .mjpeg)
        #expect(try best([jpeg, right], wish).pixels == .yuyv)
        let planar = Mode(code: nv12, width: 640, height: 360, frameRate: 30)
        #expect(try best([right, planar], wish).pixels == .nv12)
        // Four by three is not what was wished, but nearer than a quarter of the size.
        let old = Mode(code: yuyv, width: 640, height: 480, frameRate: 30)
        #expect(try best([old, small], wish).height == 480)
        let huge = Mode(code: yuyv, width: 3840, height: 2160, frameRate: 30)
        #expect(try best([huge, small], high).width == 320)
    }

    @Test func aPathThatIsNoCameraSaysSo() {
        #expect(throws: CameraError.notFound(path: "/dev/video63")) {
            _ = try Camera(path: "/dev/video63")
        }
        #expect(throws: CameraError.notACamera(path: "/dev/null")) {
            _ = try Camera(path: "/dev/null")
        }
    }

    @Test func jpegPicturesAreDecodedAndBrokenOnesLeftOut() throws {
        let jpeg = [UInt8](try #require(Data(base64Encoded: Self.grey)))
        var state = self.kernel(CVideo4Linux_mjpeg)
        state.modes[0].width = 32
        state.modes[0].height = 16
        state.picture = jpeg
        let (taken, error) = self.use(FakeKernel(state), pictures: 2)
        #expect(error == nil)
        let samples = try #require(taken.last ?? nil).samples
        #expect(samples.count == 32 * 16 * 3 / 2)
        #expect(samples.allSatisfy { (120...136).contains($0) })
        var random = SeededRandom(seed: 0x1FE6)
        for _ in 0..<300 {
            var broken = jpeg
            for _ in 0..<3 {
                let place = Int.random(in: 0..<broken.count, using: &random)
                broken[place] = UInt8.random(in: 0...255, using: &random)
            }
            state.picture = Array(broken.prefix(Int.random(in: 1...broken.count, using: &random)))
            #expect(self.use(FakeKernel(state), pictures: 1).error == nil)
        }
    }

    /// A grey picture of 32 × 16 pixels, written by FFmpeg.
    private static let grey = """
        /9j/4AAQSkZJRgABAgAAAQABAAD//gAQTGF2YzU5LjM3LjEwMAD/2wBDAAgKCgsKCw0NDQ0NDRAPEBAQEBAQ
        EBAQEBASEhIVFRUSEhIQEBISFBQVFRcXFxUVFRUXFxkZGR4eHBwjIyQrKzP/xAGiAAABBQEBAQEBAQAAAAAA
        AAAAAQIDBAUGBwgJCgsBAAMBAQEBAQEBAQEAAAAAAAABAgMEBQYHCAkKCxAAAgEDAwIEAwUFBAQAAAF9AQID
        AAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpT
        VFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXG
        x8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6EQACAQIEBAMEBwUEBAABAncAAQIDEQQFITEGEkFR
        B2FxEyIygQgUQpGhscEJIzNS8BVictEKFiQ04SXxFxgZGiYnKCkqNTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNk
        ZWZnaGlqc3R1dnd4eXqCg4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV
        1tfY2dri4+Tl5ufo6ery8/T19vf4+fr/wAARCAAQACADASIAAhEAAxEA/9oADAMBAAIRAxEAPwAooooAKKKK
        AP/Z
        """.filter { $0 != "\n" }
}
