import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The client that a course on Java hands out: println to speak, readLine to hear. */
public class ReadLineClient {
  public static void main(String[] args) throws Exception {
    Socket socket = new Socket("127.0.0.1", Integer.parseInt(args[0]));
    PrintWriter toServer = new PrintWriter(socket.getOutputStream(), true);
    Thread speaker = new Thread(() -> {
      try (BufferedReader keyboard = new BufferedReader(new InputStreamReader(System.in))) {
        for (String line; (line = keyboard.readLine()) != null; ) toServer.println(line);
      } catch (Exception gone) {
        System.exit(1);
      }
    });
    speaker.setDaemon(true);
    speaker.start();
    BufferedReader fromServer =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    for (String line; (line = fromServer.readLine()) != null; ) System.out.println(line);
  }
}
