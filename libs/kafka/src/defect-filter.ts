import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';

/**
 * Lets what a handler threw reach the transport, and so `onDefect`, as it is; Nest's own filter puts "Internal server
 * error" in its place.
 */
@Catch()
export class DefectFilter implements RpcExceptionFilter {
  catch(exception: unknown): Observable<never> {
    return throwError(() => exception);
  }
}
